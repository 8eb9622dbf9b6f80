"""/setup, and the card in a server just joined."""
