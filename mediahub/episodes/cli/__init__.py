"""Commands about episodes."""
