"""Who acts now: decisions, draws, caps, stops."""
