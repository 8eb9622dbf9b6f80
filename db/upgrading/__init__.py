"""A database brought to the newest revision."""
