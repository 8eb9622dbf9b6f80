"""Memories that people keep of what they witnessed: values only."""
