"""Commands about recordings and their windows."""
