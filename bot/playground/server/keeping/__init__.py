"""The local Discord kept in a folder."""
