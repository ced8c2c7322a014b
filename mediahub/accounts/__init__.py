"""Accounts: who did what. For now the audit log."""
