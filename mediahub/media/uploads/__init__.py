"""Uploads in parts, from the first part to a stored file."""
