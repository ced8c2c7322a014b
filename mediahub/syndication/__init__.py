"""Syndication: the feeds, at their addresses."""
