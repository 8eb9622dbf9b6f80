"""Reading what was said while we were away: the history after the last message known, oldest first."""

from collections.abc import Awaitable, Callable

import aiohttp
import discord
from cachetools import LRUCache

from bot.delivery.channel_history import snowflake_at
from bot.gateway.listening import EventSpot, Listening
from troupe.core.errors import TroupeError
from troupe.ports import Stores
from troupe.worlds.world import World

TRIES = 4
"""How often a history that cannot be read is asked for before the channel goes on with a gap."""
LIMIT = 5000
"""At most this many messages of one place are read after an absence: the newest, which matter most."""

CHANNELS_REMEMBERED = 65_536
"""Channels known to have no gap, with or without a world. One that is forgotten is looked at again."""


class HistoryUnreadable(TroupeError):
    """Discord does not give a channel's history now."""

    retry = True


class CatchUp:
    """Once per gateway session and channel, before anything newer in that channel is taken in.

    A session that is resumed replays its events; a fresh one begins with a gap, which is closed here.
    """

    def __init__(
        self,
        client: discord.Client,
        stores_of: Callable[[str], Stores],
        listening: Listening,
        problem: Callable[[str], None],
    ) -> None:
        self._client = client
        self._stores_of = stores_of
        self._listening = listening
        self._problem = problem
        self._session = 0
        self._read: LRUCache[int, int] = LRUCache(CHANNELS_REMEMBERED)
        self._failed: LRUCache[int, int] = LRUCache(CHANNELS_REMEMBERED)

    def fresh_session(self) -> None:
        """Every channel may have missed something."""
        self._session += 1
        self._read.clear()
        self._failed.clear()

    async def before(self, spot: EventSpot, job: Callable[[], Awaitable[None]]) -> None:
        """Close the gap in this channel, if there may be one; then do the job."""
        try:
            await self.channel(spot.guild_id, spot.channel_id)
        except HistoryUnreadable as error:
            self._failed[spot.channel_id] = self._failed.get(spot.channel_id, 0) + 1
            if self._failed[spot.channel_id] < TRIES:
                raise
            self._problem(f"{error}; what was said there meanwhile may be missing")
            self._read[spot.channel_id] = self._session
        self._failed.pop(spot.channel_id, None)
        await job()

    async def channel(self, guild_id: int, channel_id: int) -> None:
        """Close the gap in a channel and its threads, unless that was done in this session."""
        session = self._session
        if self._read.get(channel_id) == session:
            return
        world = await self._listening.world_at(EventSpot(guild_id, channel_id, channel_id))
        if world is not None:
            try:
                for place in await self._places(world, guild_id, channel_id):
                    await self._read_place(world, EventSpot(guild_id, channel_id, place))
            except discord.Forbidden:
                self._problem(f"I lack the permission Read Message History in channel {channel_id}")
            except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as error:
                raise HistoryUnreadable(f"the history of channel {channel_id} cannot be read: {error}") from error
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                # discord.py stumbled over a message of another make: better a gap than a deaf channel.
                self._problem(
                    f"the history of channel {channel_id} makes no sense: {type(error).__name__} {error}"
                )
        self._read[channel_id] = session

    async def _places(self, world: World, guild_id: int, channel_id: int) -> list[int]:
        """The channel, the threads something was heard in, and the active ones."""
        places = {int(place) for place in await self._stores_of(world.tenant).mailbox.places(world.id)}
        guild = self._client.get_guild(guild_id)
        if guild is not None:
            places |= {thread.id for thread in guild.threads if thread.parent_id == channel_id}
        return [channel_id, *sorted(places - {channel_id})]

    async def _read_place(self, world: World, spot: EventSpot) -> None:
        order = await self._stores_of(world.tenant).mailbox.last_order(world.id, str(spot.place))
        after = order if order is not None else snowflake_at(world.opened_at)
        if self._nothing_since(spot, after):
            return
        missed = await self._missed(spot, after)
        if len(missed) > LIMIT:
            missed.pop()
            when = missed[-1].created_at.strftime("%d %B %Y, %H:%M UTC")
            self._problem(f"more than {LIMIT} messages were missed in {spot.place}; only the newest are read")
            text = f"I was away while more than {LIMIT:,} messages were written here. I read those since {when}."
            await self._stores_of(world.tenant).outbox.notice(world.id, text, str(spot.place))
        while missed:
            await self._listening.said(spot, missed.pop())

    async def _missed(self, spot: EventSpot, after: int) -> list[discord.Message]:
        """Newest first, so that too long an absence loses what is oldest; at most one more than `LIMIT`."""
        place = self._client.get_partial_messageable(spot.place, guild_id=spot.guild_id)
        missed: list[discord.Message] = []
        try:
            async for message in place.history(limit=LIMIT + 1, oldest_first=False):
                if message.id <= after:
                    break
                missed.append(message)
        except discord.NotFound:
            return []  # a thread that was deleted meanwhile
        return missed

    def _nothing_since(self, spot: EventSpot, after: int) -> bool:
        """Whether the gateway has said that nothing newer is there: then no history is asked for."""
        guild = self._client.get_guild(spot.guild_id)
        channel = guild.get_channel_or_thread(spot.place) if guild is not None else None
        last = channel.last_message_id if isinstance(channel, discord.TextChannel | discord.Thread) else None
        return last is not None and last <= after
