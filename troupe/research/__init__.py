"""Recruiting people and reporting on them."""
