"""Lists of participants in and out of files."""
