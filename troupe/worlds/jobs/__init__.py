"""Jobs as values."""
