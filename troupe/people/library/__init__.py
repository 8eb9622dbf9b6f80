"""Persona files: found, read, written, and the people that come with the house."""
