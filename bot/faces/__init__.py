"""Faces of personas: drawn, uploaded, published."""
