"""Pages of the studio about recordings."""
