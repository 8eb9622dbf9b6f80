"""Charts of sets of people: laid out, drawn, and told in words."""
