"""The names of people in a text: the lists of words, the forms, and who is meant."""
