"""Pages of the studio about episodes."""
