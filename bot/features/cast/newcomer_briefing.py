"""`/cast add`: one more person, and what they know of what was said before they came."""

from collections.abc import Mapping
from typing import Any

import discord

from bot.features.shared.budgeted_model import capped_at
from bot.features.shared.command_context import CommandSpot, House, catalogue_at, world_here
from bot.features.shared.deferred_answers import CommandAnswer, card
from bot.features.shared.job_answers import JobFace, result_of
from bot.features.shared.world_opening import joining
from troupe.core.errors import Conflict
from troupe.minds.briefing_summary import estimate_briefing, length_to_tell
from troupe.minds.newcomer_job import NewcomerAsked, NewcomerJob
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.worlds.briefing import Briefing
from troupe.worlds.jobs.job import JobScope
from troupe.worlds.world import World

Interaction = discord.Interaction[Any]

FACE = JobFace(done=None, failed="Somebody who was to come here with a summary of what was said has not come")

NOTHING, SUMMARY, ALL = "nothing", "summary", "all"
KNOWS: Mapping[str, str] = {
    NOTHING: "nothing: they hear what is said from now on",
    SUMMARY: "a summary, made by the model now",
    ALL: "all: they have read everything that was said here",
}


async def add_here(
    house: House, spot: CommandSpot, name: str, knows: str, asking: Interaction | None = None
) -> CommandAnswer:
    """Seat someone of the catalogue; what the one who asked is told. `asking` is theirs, needed for a summary.

    Raises NotFound for a name, Conflict if they are here already or the day's budget has no room for a summary,
    and ModelError if none could be made. Then nobody has come.
    """
    world = await world_here(house, spot)
    stores = house.stores(spot.tenant)
    persona, ref = (await catalogue_at(house, spot.tenant)).find(name)
    if any(person.name.casefold() == persona.name.casefold() for person in await stores.casts.of(world.id)):
        raise Conflict(f"{persona.name} is here already.")
    briefing: Briefing | None = None
    if knows == SUMMARY and asking is not None:
        briefing = await _briefed(house, spot, world, persona, ref, asking)
    else:
        await stores.casts.add(world.id, persona, ref, everything=knows == ALL)
        await stores.outbox.notice(world.id, joining(persona))
    house.pokes.poke(world.key)
    return CommandAnswer(card(f"{persona.name} is here", _known(knows, briefing)))


def _known(knows: str, briefing: Briefing | None) -> str:
    if knows == ALL:
        return "They know all that was said here. Whatever is deleted, they forget too."
    if knows == SUMMARY and briefing is None:
        return "Nothing was said here yet, so there was nothing to tell them."
    if briefing is None:
        return "They know nothing of what was said before."
    by = "\n-# Put together by the understudy, which is no language model." if briefing.provenance.stand_in else ""
    return f"They were told:\n>>> {briefing.text}{by}"


async def _briefed(
    house: House, spot: CommandSpot, world: World, persona: Persona, ref: PersonaRef, asking: Interaction
) -> Briefing | None:
    """Seat them once the model that plays here has put together what was said; its cost counts for this server.
    None if nothing was said."""
    stores = house.stores(spot.tenant)
    length = length_to_tell(await stores.transcripts.said(world.id))
    llm = await capped_at(house, stores, None)
    if length and not await stores.budgets.allows(house.cap(spot.tenant), estimate_briefing(llm, length)):
        raise Conflict(
            "Today's budget of this server has no room for a summary. Choose *nothing* or *all*: these are free."
        )
    request = NewcomerAsked(world_id=world.id, persona=persona, ref=ref, notice=joining(persona), length=length)
    kind = NewcomerJob(house.mind.secrets)
    return (await result_of(house, asking, kind, request, JobScope.of_world(world.id))).briefing
