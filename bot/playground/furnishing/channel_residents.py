"""The people of the bot's worlds, for the page's list of who lives in a channel and for their cards."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.playground.server.resident_people import ChannelResident, LivingIn

if TYPE_CHECKING:
    from bot.app.app import App
    from troupe.ports import Stores
    from troupe.worlds.world import Person


def residents_of(app: "App", guild_id: str) -> LivingIn:
    """Who lives in a channel of this guild, looked up at each asking."""

    async def living_in(channel_id: str) -> Sequence[ChannelResident]:
        stores = app.stores(f"guild:{guild_id}")
        world = await stores.worlds.at_channel(channel_id)
        if world is None:
            return ()
        cast = await stores.casts.of(world.id)
        return [await _resident(stores, person) for person in cast]

    return living_in


async def _resident(stores: "Stores", person: "Person") -> ChannelResident:
    # these bring discord.py, which the playground reads after its start
    from bot.faces.likeness import likeness
    from bot.features.cast.person_cards import profile_card

    persona = person.persona
    card = profile_card(persona, person.ref, here=True)
    details = (str(persona.age) if persona.age is not None else "", persona.occupation.title, persona.residence)
    return ChannelResident(
        name=persona.name,
        line=", ".join(part for part in details if part),
        about=card.description or "",
        facts=tuple((field.name or "", field.value or "") for field in card.fields),
        face=await likeness(stores, persona, person.ref),
    )
