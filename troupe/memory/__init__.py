"""Finding again what was said: the words of a line as they are compared, what a question asks, and the ranking."""
