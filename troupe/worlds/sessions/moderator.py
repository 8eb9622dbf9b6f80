"""The moderator, as the people of a session know whoever asks them."""

from troupe.worlds.events.author import HumanAuthor

MODERATOR = HumanAuthor(id="moderator", name="Moderator")
