"""Reruns of a study: unchanged twins, and runs with one change, from its beginning or from a point of it."""
