"""The ways to name the people of a room."""
