"""Bringing people where someone asks for it, by command or by button: a world opened, or someone seated in it."""

from collections.abc import Sequence

from bot.features.cast.newcomer_briefing import NOTHING, add_here
from bot.features.shared.channel_permissions import PINNING, require
from bot.features.shared.command_context import CommandSpot, House, catalogue_at, model_note
from bot.features.shared.deferred_answers import CommandAnswer, card
from bot.features.shared.world_opening import introduced, open_world
from troupe.core.errors import Conflict
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.worlds.world import Mode, World


async def open_here(
    house: House, spot: CommandSpot, people: Sequence[str] = (), mode: Mode = Mode.AMBIENT
) -> CommandAnswer:
    """Open a world with these people, of nobody with the first four; what the one who asked is told.

    Raises Conflict where people live already or permissions are missing, NotFound and BadInput for names.
    """
    require(spot.missing, spot.mention)
    if await house.stores(spot.tenant).worlds.at_channel(spot.channel_id) is not None:
        raise Conflict(f"People live in {spot.mention} already. `/who` shows them, `/cast add` brings more.")
    cast = (await catalogue_at(house, spot.tenant)).choose(people)
    world = await open_with(house, spot, cast, mode)
    house.pokes.poke(world.key)
    lines = "\n".join(introduced(persona) for persona, _ in cast)
    text = f"{lines}\n\nSay something in {spot.mention}: they are listening."
    return CommandAnswer(
        card(f"#{spot.name} is a world now", text if spot.may_pin else f"{text}\n{not_pinned(spot)}")
    )


async def open_with(
    house: House, spot: CommandSpot, cast: Sequence[tuple[Persona, PersonaRef]], mode: Mode = Mode.AMBIENT
) -> World:
    """Open a world with exactly these. Nobody is woken yet. Raises Conflict."""
    require(spot.missing, spot.mention)
    stores = house.stores(spot.tenant)
    settled = await stores.guilds.get()
    return await open_world(
        stores,
        house.ids,
        name=spot.name,
        channel_id=spot.channel_id,
        guild_id=spot.guild_id,
        people=cast,
        mode=mode,
        model=model_note(house, settled.model),
        pinned=spot.may_pin,
    )


async def bring_one(house: House, spot: CommandSpot, word: str) -> CommandAnswer:
    """Seat someone here, who knows nothing of what was said; where nobody lives yet, open a world with them.

    Raises NotFound for an unknown name, Conflict where they are here already.
    """
    if await house.stores(spot.tenant).worlds.at_channel(spot.channel_id) is None:
        return await open_here(house, spot, [word])
    return await add_here(house, spot, word, NOTHING)


def not_pinned(spot: CommandSpot) -> str:
    """How to have the notice pinned where the bot may not."""
    _, name, _ = PINNING
    return f"-# I may not pin my notice in {spot.mention}: allow me **{name}** there, or pin it yourself."
