"""The local Discord and its page."""
