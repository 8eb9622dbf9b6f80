"""Perception: who is told of what, what of it they have read, and what a turn takes of the rest."""
