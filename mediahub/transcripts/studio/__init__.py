"""Pages of the studio about transcripts."""
