"""A study read by a language model; what it claims is checked by code."""
