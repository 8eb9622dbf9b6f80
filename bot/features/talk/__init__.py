"""/ask, /who, /stop, /help, and the buttons under notices."""
