"""People written or completed by a language model."""
