"""What is searched, made from the database."""
