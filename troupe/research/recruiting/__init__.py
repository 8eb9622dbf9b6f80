"""Screeners, questions, quotas, and who is recruited."""
