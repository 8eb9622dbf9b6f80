"""Worlds without a channel, driven from Python: what `from troupe import World` gives."""
