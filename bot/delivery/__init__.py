"""Speech on its way out to Discord."""
