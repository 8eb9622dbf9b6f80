"""The contents of a population file: fields, shares, bands of ages."""
