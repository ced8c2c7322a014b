"""Persons and organisations, and what they are credited with."""
