"""Sound and pictures as files: what they are, what they hold, how they are mended and tagged."""
