"""Analysis: what was said and voted, read into tables, codes, themes and findings, each with its evidence."""
