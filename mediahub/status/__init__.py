"""How the installation stands, and what it is set to, for those who look after it."""
