"""The composition root and the connection to Discord."""
