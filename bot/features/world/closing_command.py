"""/world close: asks once, then lets the people of a channel go.

It used to act at once, and in a list of commands it is one Enter away from those beside it.
"""

from collections.abc import Mapping
from typing import Any

import discord

from bot.features.shared.answer_cards import CardReply, replace
from bot.features.shared.command_context import CommandSpot, House, spot_of, world_here
from bot.features.shared.deferred_answers import CURTAIN, as_many, card
from bot.features.shared.lasting_buttons import Act, button
from bot.features.shared.persona_rights import require_runner
from bot.features.shared.world_opening import FAREWELL
from troupe.core.errors import Conflict
from troupe.worlds.world import WorldStatus

Interaction = discord.Interaction[Any]

CLOSE = "world-close"


async def ask_first(house: House, spot: CommandSpot) -> CardReply:
    """The card with the button that closes the world of this channel, and who would go."""
    world = await world_here(house, spot)
    people = [f"- **{person.name}**" for person in await house.stores(spot.tenant).casts.of(world.id)]
    lines = [
        as_many(people, 1500),
        "They go, and will not remember this when they come again. What was said is kept.",
    ]
    question = card(f"Let everyone in #{spot.name} go?", "\n".join(line for line in lines if line), CURTAIN)
    yes = button(CLOSE, world.id, "Close", emoji="🚪", style=discord.ButtonStyle.danger)
    return CardReply([question], None, [yes])


async def close(house: House, interaction: Interaction, world_id: str) -> None:
    """The press of *Close*. Raises Conflict for a card of a world that is over: another may live here by now."""
    require_runner(interaction)
    await replace(house, interaction, _closed(house, interaction, world_id))


async def _closed(house: House, interaction: Interaction, world_id: str) -> CardReply:
    spot = spot_of(interaction)
    stores = house.stores(spot.tenant)
    world = await stores.worlds.get(world_id)
    if world.status is WorldStatus.CLOSED:
        raise Conflict("That world is closed already.")
    await stores.worlds.close(world.id, interaction.user.display_name, FAREWELL)
    house.engine.interrupt(world.key)
    house.pokes.poke(world.key)
    return CardReply([card(f"#{spot.name} is an ordinary channel again", "What was said is kept.", CURTAIN)])


ACTS: Mapping[str, Act] = {CLOSE: close}
