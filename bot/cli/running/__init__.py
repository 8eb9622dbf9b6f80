"""Commands that run or steer something: play, serve, world, db."""
