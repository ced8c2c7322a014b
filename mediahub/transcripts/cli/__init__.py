"""Commands about transcripts."""
