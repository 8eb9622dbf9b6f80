"""The port of language models, and what every model behind it shares."""
