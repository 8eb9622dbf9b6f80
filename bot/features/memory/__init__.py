"""/memory: what the people of a channel remember."""
