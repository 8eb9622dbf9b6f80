"""The audit of a drawn set: whoever in it cannot be, counted by a table of what is impossible."""
