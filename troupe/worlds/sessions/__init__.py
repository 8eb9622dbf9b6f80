"""Sessions as the store keeps them: their life cycle, their moves, who has answered, and votes."""
