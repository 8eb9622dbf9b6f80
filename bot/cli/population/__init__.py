"""`troupe population`."""
