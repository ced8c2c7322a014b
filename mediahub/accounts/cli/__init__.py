"""Commands about users and the audit log."""
