"""What runs later: jobs on rows, chores by the clock, and the worker's loop."""
