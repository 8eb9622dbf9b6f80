"""Minds as they were left: every state of a person, so that one can go back to an earlier one."""
