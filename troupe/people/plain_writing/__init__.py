"""People written from a sentence without a language model: a sketch, ready-made lines, flesh."""
