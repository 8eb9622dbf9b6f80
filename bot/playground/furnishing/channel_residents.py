"""The people of the bot's worlds, for the page: who lives in a channel, who they are, and why all are silent."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, assert_never

from bot.playground.server.resident_people import ChannelResident, LivingIn, SilenceOf
from troupe.worlds.world import WorldStatus

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
        deciding = app.deciding
        return [await _resident(stores, person, deciding.get(person.id)) for person in cast]

    return living_in


def silence_at(app: "App", guild_id: str) -> SilenceOf:
    """Why everyone in a channel of this guild is silent, looked up at each asking."""

    async def silence_of(channel_id: str) -> str:
        stores = app.stores(f"guild:{guild_id}")
        world = await stores.worlds.at_channel(channel_id)
        if world is None:
            return ""
        match world.status:
            case WorldStatus.STOPPED:
                return "Everyone here was stopped"
            case WorldStatus.PAUSED:
                return "Everyone here is paused by a problem"
            case WorldStatus.OPEN | WorldStatus.CLOSED:
                cast = await stores.casts.of(world.id)
                return "Everyone here was asked to be quiet" if cast and all(p.quiet for p in cast) else ""
            case _:
                assert_never(world.status)

    return silence_of


async def _resident(stores: "Stores", person: "Person", deciding_in: str | None) -> ChannelResident:
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
        quiet=person.quiet,
        deciding_in=deciding_in,
    )
