"""The tables, their column types, and the way from row to value."""
