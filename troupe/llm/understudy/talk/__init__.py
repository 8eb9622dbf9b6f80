"""A turn of talk: answers, beginnings, choices."""
