"""Public pages of shows with their episodes."""
