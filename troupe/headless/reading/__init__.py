"""Studies read from Python."""
