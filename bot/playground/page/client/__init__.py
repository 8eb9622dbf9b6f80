"""The page's own client of the local Discord."""
