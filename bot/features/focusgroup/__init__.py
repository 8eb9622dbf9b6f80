"""`/focusgroup`: studies held in a channel."""
