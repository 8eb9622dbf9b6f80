"""Decisions of a moderator person as the store keeps them."""
