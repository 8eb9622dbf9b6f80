"""Requests that are no turns: forms, questionnaires, digests, whole people."""
