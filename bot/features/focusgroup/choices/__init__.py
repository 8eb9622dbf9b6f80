"""Choices among many, page by page."""
