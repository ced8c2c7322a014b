"""Pages of the studio about shows."""
