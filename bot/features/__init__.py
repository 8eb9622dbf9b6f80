"""Slash commands, cards and buttons: a folder for each group."""
