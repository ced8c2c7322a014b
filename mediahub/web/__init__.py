"""The web rim: where requests meet pages; the only async code."""
