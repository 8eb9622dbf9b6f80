"""Opening a world where someone asks for it: by command, by the button of the first card, or from /setup."""

from collections.abc import Sequence

from bot.cogs.answering import Answer, card
from bot.cogs.house import House, Spot, model_note
from bot.opening import choose_people, introduced, open_world
from bot.permissions import PINNING, require
from troupe.errors import Conflict
from troupe.worlds.world import Mode


async def open_here(house: House, spot: Spot, people: Sequence[str] = (), mode: Mode = Mode.AMBIENT) -> Answer:
    """Open a world with these people, of nobody with the first four; what the one who asked is told.

    Raises Conflict where people live already or permissions are missing, NotFound and BadInput for names.
    """
    require(spot.missing, spot.mention)
    stores = house.stores(spot.tenant)
    if await stores.worlds.at_channel(spot.channel_id) is not None:
        raise Conflict(f"People live in {spot.mention} already. `/who` shows them, `/cast add` brings more.")
    cast = choose_people(house.library, people)
    settled = await stores.guilds.get()
    world = await open_world(
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
    house.pokes.poke(world.key)
    lines = "\n".join(introduced(persona) for persona, _ in cast)
    text = f"{lines}\n\nSay something in {spot.mention}: they are listening."
    return Answer(card(f"#{spot.name} is a world now", text if spot.may_pin else f"{text}\n{_not_pinned(spot)}"))


def _not_pinned(spot: Spot) -> str:
    _, name, _ = PINNING
    return f"-# I may not pin my notice in {spot.mention}: allow me **{name}** there, or pin it yourself."
