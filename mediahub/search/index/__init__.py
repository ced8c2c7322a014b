"""The index, with two engines."""
