"""Mails to producers and staff."""
