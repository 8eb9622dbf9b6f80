"""Whom a message is for, read from its words."""
