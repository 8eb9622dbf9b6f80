"""The REST routes, one file a resource; each checks who may ask and calls the acts."""
