"""The floor: decisions about who acts now, draws, caps, stops."""
