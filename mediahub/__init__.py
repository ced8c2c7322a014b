"""MediaHub: the podcast and webcast media service."""
