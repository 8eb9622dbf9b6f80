"""The rooms of a session whose people are not together: a thread of the front for each interview or pair."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.features.shared.command_context import House, model_note
from bot.features.shared.deferred_answers import clip
from bot.features.shared.world_opening import opening_notice
from troupe.core.errors import Conflict
from troupe.ports import Stores
from troupe.research.guides.guide import Ballot
from troupe.research.sessions.session_plan import SessionPlan, groups
from troupe.worlds.sessions.study_session import StudySession
from troupe.worlds.world import Mode

Interaction = discord.Interaction[Any]


async def open_rooms(house: House, interaction: Interaction, session: StudySession, plan: SessionPlan) -> None:
    """Make the threads that are still missing, each noted as soon as it is there, and keep what each is told. One
    room needs none, nor do ballots alone. Raises Conflict where the front is no text channel, or the bot has no
    right to."""
    rooms = groups(plan)
    if len(rooms) == 1 or session.places.front is None or all(isinstance(s, Ballot) for s in plan.guide.steps):
        return
    stores = house.stores(session.tenant)
    front = None if interaction.guild is None else interaction.guild.get_channel(int(session.places.front))
    if not isinstance(front, discord.TextChannel):
        raise Conflict("Interviews are held in threads, so the front has to be a text channel that I can see.")
    places = session.places
    for room in rooms[len(places.rooms) :]:
        thread = await _thread(front, ", ".join(plan.members[slug].persona.name for slug in room))
        places = places.model_copy(update={"rooms": (*places.rooms, str(thread.id))})
        await stores.sessions.place(session.id, places)
    await _tell(front, plan, places.rooms)
    await _keep_notices(house, stores, session, plan, rooms)


async def _thread(front: discord.TextChannel, name: str) -> discord.Thread:
    try:
        return await front.create_thread(name=clip(name, 100), type=discord.ChannelType.public_thread)
    except discord.Forbidden as error:
        raise Conflict(
            f"I may not make threads in {front.mention}: I need **Create Public Threads** and **Send Messages in "
            "Threads** there."
        ) from error


async def _tell(front: discord.TextChannel, plan: SessionPlan, rooms: Sequence[str]) -> None:
    """Say in front where each conversation is held."""
    head = (
        f"🎙️ **{clip(plan.guide.title, 200)}**: simulated people are asked here, each in a thread of their own.\n"
    )
    threads = [f"<#{room}>" for room in rooms]
    await front.send(head + clip(" ".join(threads), 1500), allowed_mentions=discord.AllowedMentions.none())


async def _keep_notices(
    house: House, stores: Stores, session: StudySession, plan: SessionPlan, rooms: Sequence[Sequence[str]]
) -> None:
    model = model_note(house, session.model)
    people = [[plan.members[slug].persona for slug in room] for room in rooms]
    notices = tuple(opening_notice(personas, Mode.ROUNDTABLE, model) for personas in people)
    await stores.sessions.replan(session.id, plan.model_copy(update={"room_notices": notices}).model_dump_json())
