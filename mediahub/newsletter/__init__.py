"""Newsletter: what was published and what is coming, as a letter; and the archive of letters."""
