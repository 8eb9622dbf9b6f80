"""The prompt that a person is told before they act."""
