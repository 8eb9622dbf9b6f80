"""The waking of a channel's people after a stop or a pause, and of the focus group that is held there."""

from bot.features.shared.channel_permissions import require
from bot.features.shared.command_context import CommandSpot, House, world_here
from bot.features.shared.deferred_answers import CommandAnswer, card
from troupe.core.errors import Conflict
from troupe.worlds.sessions.study_session import PauseReason, SessionStatus, StudySession
from troupe.worlds.world import World, WorldStatus

_BY_STOP = (PauseReason.STOPPED, PauseReason.ASKED)
"""Pauses that waking ends. The others are about money, which somebody has to decide on."""


async def session_here(house: House, spot: CommandSpot, world: World) -> StudySession | None:
    """The session that this world was opened for and that is not over."""
    if world.channel_id is None:
        return None
    session = await house.stores(spot.tenant).sessions.at_channel(world.channel_id)
    if session is None or session.status in (SessionStatus.ENDED, SessionStatus.PLANNED):
        return None
    return None if session.places.backstage == world.channel_id else session


async def resume_here(house: House, spot: CommandSpot, by: str) -> CommandAnswer:
    """Wake everyone here; a session that a stop or *Pause* has halted goes on with them. Raises Conflict if nobody
    was stopped."""
    require(spot.missing, spot.mention)
    stores = house.stores(spot.tenant)
    world = await world_here(house, spot)
    session = await session_here(house, spot, world)
    paused = session is not None and session.status is SessionStatus.PAUSED
    if session is not None and paused and session.pause in _BY_STOP:
        await stores.sessions.resume(session.id, by)
        if (await stores.worlds.get(world.id)).status is not WorldStatus.OPEN:
            await stores.worlds.resume(world.id, by)  # a world that stood here before the session's own
        house.pokes.poke_jobs(spot.tenant)
        return CommandAnswer(card("Everyone is listening again", "The focus group goes on where it was."))
    quiet = [person.name for person in await stores.casts.of(world.id) if person.quiet]
    if world.status is WorldStatus.OPEN and not quiet:
        if paused:
            raise Conflict("The focus group here waits for money: its card backstage says how it goes on.")
        raise Conflict("Nobody was stopped: everyone here is listening.")
    await stores.worlds.resume(world.id, by)
    house.pokes.poke(world.key)
    return CommandAnswer(card("Everyone is listening again"))
