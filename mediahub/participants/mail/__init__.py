"""The mails to participants."""
