"""The mind: from the scene before a person to what they do."""
