"""The gate through which everything leaves a person."""
