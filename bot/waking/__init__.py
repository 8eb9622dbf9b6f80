"""The waking of worlds: their runners, and the clock."""
