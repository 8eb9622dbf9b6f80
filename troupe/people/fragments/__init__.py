"""Fragments: parts merged into a persona and taken out again."""
