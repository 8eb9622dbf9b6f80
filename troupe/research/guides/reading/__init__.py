"""Guides read from whatever they were written in: plain text, Markdown, Word documents, YAML, JSON."""
