"""Seats that are given to somebody else: which, until when, and what staff are asked."""
