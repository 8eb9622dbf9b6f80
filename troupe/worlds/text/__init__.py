"""Lines of a world as text: shown, split, quoted."""
