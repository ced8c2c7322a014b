"""What was said and written, searched by topic and answered with the second."""
