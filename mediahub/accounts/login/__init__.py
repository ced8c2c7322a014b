"""Signing in: passwords, links to choose one, sessions, and how often it may be tried."""
