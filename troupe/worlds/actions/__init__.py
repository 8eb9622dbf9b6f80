"""The kinds of actions: a class each, which says all that is asked of its kind."""
