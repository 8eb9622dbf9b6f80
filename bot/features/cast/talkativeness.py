"""`/cast talkativeness`: how much one person joins in here, as a word or a number."""

from collections.abc import Mapping

from discord import app_commands

from bot.features.shared.command_context import CommandSpot, House, world_here
from bot.features.shared.deferred_answers import CommandAnswer, card
from bot.features.shared.option_choices import Choices
from bot.features.shared.world_opening import find_person
from troupe.core.errors import BadInput

OWN = "their own"
WORDS: Mapping[str, tuple[float | None, str]] = {
    "silent": (0.0, "speaks only when called"),
    "quiet": (0.2, "joins in now and then"),
    "normal": (0.5, "joins in like most"),
    "chatty": (0.8, "joins in often"),
    "very chatty": (1.0, "joins in whenever they can"),
    OWN: (None, "as the persona is"),
}


async def settle_talk(house: House, spot: CommandSpot, name: str, how: str, by: str) -> CommandAnswer:
    """Settle it for this world; the persona stays as it is. Raises NotFound and BadInput."""
    talkativeness = read_talk(how)
    world = await world_here(house, spot)
    stores = house.stores(spot.tenant)
    person = find_person(await stores.casts.of(world.id), name)
    settled = await stores.casts.settle_talk(world.id, person.id, talkativeness, by)
    own = " (their own)" if talkativeness is None else ""
    text = f"From now on **{settled.talkativeness:.0%}**{own}: {told_talk(settled.talkativeness)}."
    return CommandAnswer(
        card(f"{settled.name}, in {spot.name}", f"{text}\n-# Whoever is called answers all the same.")
    )


def read_talk(how: str) -> float | None:
    """A word of those offered, a number from 0 to 1, or per cent; None for the persona's own. Raises BadInput."""
    word = " ".join(how.split()).casefold()
    if word in WORDS:
        return WORDS[word][0]
    try:
        number = float(word.removesuffix("%").replace(",", "."))
    except ValueError:
        number = -1.0
    number = number / 100 if word.endswith("%") else number
    if not 0 <= number <= 1:
        offered = ", ".join(WORDS)
        raise BadInput(f"“{how}” is neither a number from 0 to 1 nor one of: {offered}", field="talkativeness")
    return number


def told_talk(talkativeness: float) -> str:
    """In the words of what is offered and comes nearest."""
    offered = [(value, words) for value, words in WORDS.values() if value is not None]
    return min(offered, key=lambda one: abs(one[0] - talkativeness))[1]


def some_talk(typed: str) -> Choices:
    """What is offered, while someone types."""
    prefix = typed.strip().casefold()
    return [
        app_commands.Choice(name=f"{word}: {meaning}", value=word)
        for word, (_, meaning) in WORDS.items()
        if prefix in word
    ]
