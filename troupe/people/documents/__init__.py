"""Parsed documents: frozen JSON, its limits, and the many shapes people write the same thing in."""
