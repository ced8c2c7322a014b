"""Transcript files: what format they are in, and what they say."""
