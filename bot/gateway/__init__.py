"""The way in, from Discord."""
