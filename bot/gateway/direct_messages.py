"""Direct messages: nobody lives there. Whoever writes gets one line that points to a channel."""

from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta

import aiohttp
import discord
from cachetools import TTLCache

from bot.delivery.row_sending import nonce
from troupe.core.clock import Clock
from troupe.worlds.world import World

ONCE_IN = timedelta(hours=1)
"""Two bots that answer each other would never come to an end."""
WRITERS_REMEMBERED = 10_000
"""Beyond so many in an hour, the one answered longest ago may be answered again."""
GUILDS_LOOKED_INTO = 200
MEMBERSHIPS_ASKED = 10
"""For a channel that the writer can see: at most so many servers, and so many questions to Discord."""

HEAD = "Simulated people live in the channels of servers, not in direct messages."
NOWHERE = f"{HEAD} Invite me to a server and use `/world open` in one of its channels."


class DirectMessages:
    """Answers each direct channel at most once an hour. What is written there is not kept."""

    def __init__(
        self, client: discord.Client, worlds_of: Callable[[int], Awaitable[Collection[World]]], clock: Clock
    ) -> None:
        self._client = client
        self._worlds_of = worlds_of
        self._answered: TTLCache[int, bool] = TTLCache(
            WRITERS_REMEMBERED, ONCE_IN.total_seconds(), clock.monotonic
        )

    async def answer(self, message: discord.Message) -> None:
        """Point the writer to people, unless it is a bot or was told lately."""
        if message.author.bot or not self._due(message.channel.id):
            return
        place = await self._place_for(message.author.id)
        line = NOWHERE if place is None else f"{HEAD} Talk to them in {place.mention}."
        try:
            await message.channel.send(line, nonce=nonce(f"direct {message.id}"))
        except (discord.HTTPException, aiohttp.ClientError):
            return  # who takes no direct messages from us needs no answer

    def _due(self, channel_id: int) -> bool:
        if channel_id in self._answered:
            return False
        self._answered[channel_id] = True
        return True

    async def _place_for(self, user_id: int) -> discord.TextChannel | None:
        """A channel with people in it that this user can see."""
        count = 0
        for guild in self._client.guilds[:GUILDS_LOOKED_INTO]:
            channels = await self._inhabited(guild)
            if not channels or count >= MEMBERSHIPS_ASKED:
                continue
            count += 1
            try:
                member = await guild.fetch_member(user_id)
            except (discord.HTTPException, aiohttp.ClientError):
                continue
            for channel in channels:
                if channel.permissions_for(member).view_channel:
                    return channel
        return None

    async def _inhabited(self, guild: discord.Guild) -> list[discord.TextChannel]:
        ids = [int(world.channel_id) for world in await self._worlds_of(guild.id) if world.channel_id is not None]
        channels = (guild.get_channel(channel_id) for channel_id in ids)
        return [channel for channel in channels if isinstance(channel, discord.TextChannel)]
