"""The page's dialog that plugs in a language model."""
