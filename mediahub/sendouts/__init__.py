"""Send-outs: that a recording is open, that it soon closes, and what producers are told."""
