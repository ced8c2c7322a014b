"""Commands about participants and members."""
