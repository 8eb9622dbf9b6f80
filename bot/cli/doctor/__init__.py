"""`troupe doctor`."""
