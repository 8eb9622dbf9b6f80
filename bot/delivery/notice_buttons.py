"""The buttons under a notice: what is offered, how it looks, and the ids that presses are known by for ever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import discord
from pydantic import JsonValue

from troupe.worlds.outbox import Offer

PREFIX = "troupe:"
"""Custom ids outlive the process: a button posted today must work with the bot of next year."""


@dataclass(frozen=True, slots=True)
class Look:
    """The look of an offer as a button."""

    label: str
    emoji: str
    style: discord.ButtonStyle = discord.ButtonStyle.secondary


LOOKS: Mapping[Offer, Look] = {
    Offer.MUTE: Look("Mute for me", "🔕"),
    Offer.WHO: Look("Who is here", "👥"),
    Offer.ANSWER: Look("Answer", "✍️", discord.ButtonStyle.primary),
    Offer.VOTE: Look("Vote", "🗳️", discord.ButtonStyle.primary),
    Offer.STOP: Look("Stop", "⏹️", discord.ButtonStyle.danger),
    Offer.RESUME: Look("Resume", "▶️", discord.ButtonStyle.success),
}


OPEN = f"{PREFIX}open"
OPEN_LOOK = Look("Open a world here", "🎭", discord.ButtonStyle.primary)
"""The button of the first card: no notice of a world, for there is none yet."""


def custom_id(offer: Offer) -> str:
    return f"{PREFIX}{offer.value}"


def buttons(offers: Sequence[Offer]) -> JsonValue:
    """One row of buttons, as Discord takes it."""
    return [{"type": discord.ComponentType.action_row.value, "components": [_button(offer) for offer in offers]}]


def _button(offer: Offer) -> JsonValue:
    look = LOOKS[offer]
    return {
        "type": discord.ComponentType.button.value,
        "style": look.style.value,
        "label": look.label,
        "emoji": {"name": look.emoji},
        "custom_id": custom_id(offer),
    }
