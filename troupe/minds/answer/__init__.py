"""How an answer of a model becomes what a person does."""
