"""Requests that are no turns: questionnaires, digests, any other form."""
