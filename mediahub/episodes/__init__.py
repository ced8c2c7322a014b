"""Episodes: from draft through the publish gate to withdrawn."""
