"""HTTP: requests to routes and back, faults, limits, the content network."""
