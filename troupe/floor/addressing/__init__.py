"""The reading of whom a message is for, from its words."""
