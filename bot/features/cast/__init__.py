"""/cast: the people of a world, and bringing them."""
