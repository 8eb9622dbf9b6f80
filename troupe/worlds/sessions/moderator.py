"""The moderator, as the people of a session know whoever asks them."""

from troupe.worlds.events.author import HumanAuthor

ASKED_AS, SHOWN_AS = "🎙️", "📄"
"""How the channel tells a line of the moderator from what members write."""
MODERATOR = HumanAuthor(id="moderator", name="Moderator")
