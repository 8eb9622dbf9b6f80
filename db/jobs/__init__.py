"""Jobs: their life cycle, their words, and their calls in the ledger."""
