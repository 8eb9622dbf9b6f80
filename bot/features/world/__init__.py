"""/world: opening, closing, status, model, rhythm."""
