"""A reading in the hands of an analyst: edits by hand, and what they ask for in words."""
