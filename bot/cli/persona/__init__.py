"""`troupe persona` and `troupe fragment`."""
