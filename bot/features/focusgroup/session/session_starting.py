"""A planned session started, and one closed before its time."""

from typing import Any

import discord

from bot.features.focusgroup.rights.researcher_rights import require_researcher, watcher
from bot.features.focusgroup.session.cap_raising import capped, reserved
from bot.features.focusgroup.session.interview_rooms import open_rooms
from bot.features.focusgroup.session.session_board import board
from bot.features.shared.answer_cards import CardReply
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import CURTAIN, card
from bot.features.shared.world_opening import FAREWELL
from troupe.core.errors import Conflict, NotFound
from troupe.ports import SessionHold, Stores
from troupe.research.conducting.study_quote import quote_runs
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.session_note import NewNote, NoteKind
from troupe.worlds.sessions.study_session import SessionStatus, StudySession
from troupe.worlds.world import WorldStatus

Interaction = discord.Interaction[Any]


async def session_here(stores: Stores, interaction: Interaction) -> StudySession:
    """The session that is held here, in front or backstage. Raises NotFound with the way to plan one."""
    session = await stores.sessions.at_channel(str(interaction.channel_id))
    if session is None:
        raise NotFound("No focus group was planned here. `/focusgroup plan` plans one.")
    return session


async def start_session(
    house: House, interaction: Interaction, session_id: str, max_usd: float | None = None
) -> CardReply:
    """Let a planned session begin with its first step; each further one waits for *Next*, unless it was planned
    to go by itself. `max_usd` takes the place of what it was planned to cost at most. Raises Conflict for one
    that has begun, and where somebody lives in its channel."""
    await require_researcher(house, interaction)
    stores = house.stores(f"guild:{interaction.guild_id}")
    session = await stores.sessions.get(session_id)
    if session.status is not SessionStatus.PLANNED:
        raise Conflict(f"This session is {session.status.value}.")
    front = session.places.front
    if front is not None and await stores.worlds.at_channel(front) is not None:
        raise Conflict(f"Somebody lives in <#{front}> already: `/world close` lets them go.")
    view = await stores.sessions.view(session_id)
    plan = SessionPlan.model_validate_json(view.plan)
    cost = quote_runs([plan], house.mind.player(session.model))
    if max_usd is not None:
        plan = capped(plan, cost, max_usd)
    hold = SessionHold(estimate=reserved(plan, cost), cap=house.cap(stores.tenant))
    await _require_room(stores, hold)
    if max_usd is not None:
        await stores.sessions.replan(session_id, plan.model_dump_json())
    await open_rooms(house, interaction, session, plan)
    moderator = NewNote(kind=NoteKind.MODERATOR, by=watcher(interaction))
    await stores.notes.add(session_id, moderator)
    await stores.sessions.release(session_id)
    await stores.sessions.start(session_id, hold)
    house.pokes.poke_jobs(f"guild:{interaction.guild_id}")
    return CardReply(layout=board(await stores.sessions.view(session_id), plan).layout)


async def _require_room(stores: Stores, hold: SessionHold) -> None:
    """Raises Conflict where today's budget has no room any more for what is to be held."""
    if hold.estimate.tokens and not await stores.budgets.allows(hold.cap, hold.estimate):
        raise Conflict("Today's budget of this server has no room for it any more. It stays planned.")


async def close_session(house: House, interaction: Interaction) -> CardReply:
    """End the session of this channel; its people go, and what was said is kept."""
    await require_researcher(house, interaction)
    stores = house.stores(f"guild:{interaction.guild_id}")
    session = await session_here(stores, interaction)
    if session.status is SessionStatus.PLANNED:
        raise Conflict("It has not begun.")
    name = interaction.user.display_name
    ended = await stores.sessions.end(session.id, f"closed by {name}")
    for seated in (await stores.sessions.view(session.id)).worlds:
        if seated.status is not WorldStatus.CLOSED:
            world = await stores.worlds.close(seated.world_id, name, FAREWELL)
            house.engine.interrupt(world.key)
            house.pokes.poke(world.key)
    early = f"It was ended before its guide was: {ended.ended_early}." if ended.ended_early else "It had ended."
    return CardReply([card("The focus group is closed", f"{early} What was said is kept.", CURTAIN)])
