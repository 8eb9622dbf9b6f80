"""Charts and reports as bytes."""
