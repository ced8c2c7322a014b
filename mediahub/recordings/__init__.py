"""Recordings of webcasts: received, opened for a window, watched through the gate, deleted."""
