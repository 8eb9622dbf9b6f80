"""The beginnings of a playground, and the people who live in its channels."""
