"""From a drawn skeleton to a whole persona, without a language model."""
