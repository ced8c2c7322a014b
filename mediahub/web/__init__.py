"""The web edge: where requests meet pages; the only async code."""
