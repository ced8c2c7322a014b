"""Who is registered for what: seats, waiting lists, personal links, members of networks."""
