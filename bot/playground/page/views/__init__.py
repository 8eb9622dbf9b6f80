"""The parts of the page, one file a part; each redraws only what changed."""
