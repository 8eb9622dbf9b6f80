"""Values of worlds: people in them, events, actions, turns, outbox rows."""
