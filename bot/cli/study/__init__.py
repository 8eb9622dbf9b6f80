"""Studies without Discord: `troupe run` and `troupe report`."""
