"""The session under way: its board, its card, its buttons, how it starts and ends."""
