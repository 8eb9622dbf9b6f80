"""The report of a study in Discord."""
