"""/panel: people kept, recruited, looked at as a set, brought."""
