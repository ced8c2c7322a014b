"""One table of fields for each thing that people edit, and what every door makes of it."""
