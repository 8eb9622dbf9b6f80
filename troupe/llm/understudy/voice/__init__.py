"""The voice of a persona: what they have to say, and how they say it."""
