"""The people of worlds: seated, living on, carried over."""
