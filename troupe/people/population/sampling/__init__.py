"""Samples: drawn, fleshed out, and written by a model if wanted."""
