"""Pages of the studio about accounts: signing in, the own account, users, the audit log."""
