"""Public pages: registering, and the waiting list."""
