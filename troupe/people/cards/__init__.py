"""Character cards and the files they come in."""
