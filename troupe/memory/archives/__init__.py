"""Talks and memories from other tools, read as lines that somebody remembers."""
