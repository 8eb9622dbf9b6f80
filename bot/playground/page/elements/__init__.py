"""Pieces of the page that its other parts are made of."""
