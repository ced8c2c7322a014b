"""Pages of the studio about newsletters."""
