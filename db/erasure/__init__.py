"""Erasing words, and what was made from them."""
