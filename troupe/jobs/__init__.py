"""Kinds of jobs: the one form that each of them has."""
