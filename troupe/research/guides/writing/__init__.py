"""Guides written out again."""
