"""The way from an answer of a model to what a person does."""
