"""A persona and the parts it is made of, and what is asked for when one is written."""
