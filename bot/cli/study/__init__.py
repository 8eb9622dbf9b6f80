"""Studies without Discord: `troupe run`."""
