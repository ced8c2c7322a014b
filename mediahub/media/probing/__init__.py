"""What a file is and holds, read within bounds."""
