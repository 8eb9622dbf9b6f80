"""The kinds of events: a class each, which says all that is asked of its kind."""
