"""Files of transcripts, read and written."""
