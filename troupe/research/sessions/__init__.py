"""Sessions: a guide played with a panel, step by step, and what comes of it."""
