"""Sessions: their life cycle, their moves each in one transaction, who has answered, and votes."""
