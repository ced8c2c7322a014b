"""Shows: a podcast with its seasons, hosts and cover."""
