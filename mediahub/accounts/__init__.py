"""Accounts: who may do what in the studio, signing in, sessions, and the audit log."""
