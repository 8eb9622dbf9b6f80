"""Notes on sessions, kept beside them."""
