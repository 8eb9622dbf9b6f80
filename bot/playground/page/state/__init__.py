"""The page's knowledge, and its change by events. Pure."""
