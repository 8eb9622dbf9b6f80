"""What a population file says: fields, shares, bands of ages."""
