"""What a persona has to say, and how they say it."""
