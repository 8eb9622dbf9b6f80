"""`/cast add`: one more person, and what they know of what was said before they came."""

from collections.abc import Mapping

from bot.features.shared.budgeted_model import capped_at
from bot.features.shared.command_context import CommandSpot, House, catalogue_at, world_here
from bot.features.shared.deferred_answers import CommandAnswer, card
from bot.features.shared.world_opening import joining
from troupe.core.errors import Conflict
from troupe.minds.briefing_summary import brief, estimate_briefing, to_tell
from troupe.minds.gate.output_gate import Guard
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.worlds.briefing import Briefing
from troupe.worlds.world import Person, World

NOTHING, SUMMARY, ALL = "nothing", "summary", "all"
KNOWS: Mapping[str, str] = {
    NOTHING: "nothing: they hear what is said from now on",
    SUMMARY: "a summary, made by the model now",
    ALL: "all: they have read everything that was said here",
}


async def add_here(
    house: House, spot: CommandSpot, name: str, knows: str, asked_for: str | None = None
) -> CommandAnswer:
    """Seat someone of the catalogue; what the one who asked is told.

    Raises NotFound for a name, Conflict if they are here already or the day's budget has no room for a summary,
    and ModelError if none could be made. Then nobody has come.
    """
    world = await world_here(house, spot)
    stores = house.stores(spot.tenant)
    persona, ref = (await catalogue_at(house, spot.tenant)).find(name)
    if any(person.name.casefold() == persona.name.casefold() for person in await stores.casts.of(world.id)):
        raise Conflict(f"{persona.name} is here already.")
    briefing = await _briefing(house, spot, world, persona, ref, asked_for) if knows == SUMMARY else None
    person = await stores.casts.add(world.id, persona, ref, everything=knows == ALL, briefing=briefing)
    await stores.outbox.notice(world.id, joining(persona))
    house.pokes.poke(world.key)
    return CommandAnswer(card(f"{person.name} is here", _known(knows, briefing)))


def _known(knows: str, briefing: Briefing | None) -> str:
    if knows == ALL:
        return "They know all that was said here. Whatever is deleted, they forget too."
    if knows == SUMMARY and briefing is None:
        return "Nothing was said here yet, so there was nothing to tell them."
    if briefing is None:
        return "They know nothing of what was said before."
    by = "\n-# Put together by the understudy, which is no language model." if briefing.provenance.stand_in else ""
    return f"They were told:\n>>> {briefing.text}{by}"


async def _briefing(
    house: House, spot: CommandSpot, world: World, persona: Persona, ref: PersonaRef, asked_for: str | None
) -> Briefing | None:
    """One call of the model that plays here; its cost counts for this server. None if nothing was said."""
    stores = house.stores(spot.tenant)
    transcript = await stores.transcripts.said(world.id)
    if not to_tell(transcript):
        return None
    llm = await capped_at(house, stores, asked_for)
    if not await stores.budgets.allows(house.cap(spot.tenant), estimate_briefing(llm, transcript)):
        raise Conflict(
            "Today's budget of this server has no room for a summary. Choose *nothing* or *all*: these are free."
        )
    newcomer = Person(id=house.ids(), world_id=world.id, seat=0, persona=persona, ref=ref)
    muted = await stores.mutes.of(world.id)
    guard = Guard(house.mind.secrets)
    return await brief(
        llm, transcript, newcomer, world, now=house.clock.now(), seed=world.seed, muted=muted, guard=guard
    )
