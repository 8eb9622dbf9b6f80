"""Models whose calls are reserved before and settled after."""
