"""The making of memories, and what members allowed: above jobs, which make them."""
