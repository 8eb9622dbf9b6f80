"""Having a server's model write or complete someone: within the day's budget, and said while it lasts."""

import zlib

import discord

from bot.features.shared.answer_cards import CardReply
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import CURTAIN, card, clip
from bot.features.shared.error_replies import explain
from bot.features.shared.lasting_buttons import Button
from troupe.authoring.persona_writing import WritingResult
from troupe.core.errors import Conflict, ModelError
from troupe.core.usage import Estimate
from troupe.ports import Stores

WORTH_SAYING = 0.01
"""US dollars from which on a price is said."""


async def require_room(house: House, stores: Stores, estimate: Estimate) -> None:
    """Check that the day's budget has room for the writing. Raises Conflict where it has none."""
    if not await stores.budgets.allows(house.cap(stores.tenant), estimate):
        raise Conflict(
            "Today's budget of this server has no room for this. `/persona create` and `/persona edit` are free."
        )


def fresh_seed(house: House) -> int:
    """Another one at each asking."""
    return zlib.crc32(house.ids().encode())


def waiting(words: str, estimate: Estimate) -> discord.Embed:
    """Shown while the model writes."""
    price = f"\n-# ${estimate.usd:.2f} at most" if _worth_saying(estimate.usd) else ""
    return card("✍️ Writing…", f"{clip(words, 2000)}{price}", CURTAIN)


def refusal(house: House, error: ModelError, *buttons: Button) -> CardReply:
    """That the model wrote nothing this time, in place of what it was asked for."""
    wrong = explain(error, house.ids)
    return CardReply([card("Not yet", wrong.text if wrong is not None else "", CURTAIN)], None, buttons)


def unfinished(made: WritingResult, way_on: str) -> str:
    """That the model stopped in the middle, and how the rest comes about; empty for someone written to the end."""
    if not made.unfinished:
        return ""
    return f"⚠️ {made.model} stopped before the end. What it wrote by then is here; the rest is missing. {way_on}"


def author(made: WritingResult) -> str:
    """Who wrote it, and for how much; never a stand-in without saying so."""
    if made.stand_in:
        return "Written by the understudy, the offline stand-in: no language model."
    price = f" for ${made.usage.usd:.2f}" if _worth_saying(made.usage.usd) else ""
    return f"Written by {made.model}{price}."


def _worth_saying(usd: float | None) -> bool:
    return usd is not None and usd >= WORTH_SAYING
