"""Worlds of sessions copied as they stood at a point."""
