"""All that the local Discord knows."""
