"""Webcasts: planned, live and ended; series and networks of them."""
