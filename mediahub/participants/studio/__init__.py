"""Pages of the studio about participants and members."""
