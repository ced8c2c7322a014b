"""Mail: an outbox of rows, rendered when they are due, handed to a server one by one."""
