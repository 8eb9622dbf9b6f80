"""The moderator, as the people of a session know whoever asks them."""

from troupe.worlds.events.author import HumanAuthor

ASKED_AS, SHOWN_AS = "🎙️", "📄"
"""How the channel tells a line of the moderator from what members write."""
MODERATOR = HumanAuthor(id="moderator", name="Moderator")


def moderator_named(name: str) -> HumanAuthor:
    """The same where a moderator person of this name leads: their name, and what they are here."""
    return HumanAuthor(id=MODERATOR.id, name=f"{name} (moderator)")


def hands_over_words(name: str) -> str:
    """What the front is told where a moderator person begins to lead."""
    return f"🎙️ **{name}** moderates from here, a simulated person like everybody who answers."


def takes_over_words(name: str) -> str:
    """What the front is told where a human leads again."""
    return f"🎙️ A human moderates from here, in place of **{name}**." if name else "🎙️ A human moderates from here."
