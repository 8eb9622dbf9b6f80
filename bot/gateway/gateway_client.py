"""The discord.py client: its intents, its command tree, and its events put in order into the inbox."""

from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress

import discord
from discord import app_commands

from bot.delivery.webhooks import Webhooks
from bot.environment.discord_endpoint import plain_json_answers
from bot.features.setup.arrival_card import Arrivals
from bot.gateway.catch_up import CatchUp
from bot.gateway.direct_messages import DirectMessages
from bot.gateway.inbox import Inbox
from bot.gateway.listening import EventSpot, Listening
from bot.gateway.readable_events import leave_out_unreadable
from troupe.worlds.world import World

READY_TIMEOUT = 0.5
"""Seconds without a further guild after which the guilds count as complete; later ones are welcome too."""


def intents() -> discord.Intents:
    """What we ask to be told: messages with their content, typing, direct messages (to point elsewhere), and what
    concerns guilds and webhooks."""
    flags = discord.Intents.none()
    flags.guilds = True
    flags.guild_messages = True
    flags.dm_messages = True
    flags.guild_typing = True
    flags.message_content = True
    flags.webhooks = True
    return flags


class TroupeClient(discord.Client):
    """The bot on Discord's gateway. `tree` carries the slash commands.

    The handlers below have no await before the inbox has the event: discord.py runs each as a task of its own,
    and only so do they stay in order. `shard` is which of how many parts of the guilds it is told of.
    """

    def __init__(
        self, *, status: str, problem: Callable[[str], None], shard: tuple[int, int] | None = None
    ) -> None:
        super().__init__(
            shard_id=None if shard is None else shard[0],
            shard_count=None if shard is None else shard[1],
            intents=intents(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=READY_TIMEOUT,
            allowed_mentions=discord.AllowedMentions.none(),
            activity=discord.CustomActivity(name=status),
            http_trace=plain_json_answers(),
        )
        self.tree: app_commands.CommandTree[TroupeClient] = app_commands.CommandTree(
            self,
            # said, not left to default: discord.py would send nulls, which strict servers refuse
            allowed_contexts=app_commands.AppCommandContext(guild=True),
            allowed_installs=app_commands.AppInstallationType(guild=True),
        )
        self._problem = problem
        leave_out_unreadable(self._connection.parsers, problem)

    def attach(
        self,
        inbox: Inbox,
        listening: Listening,
        catch_up: CatchUp,
        webhooks: Webhooks,
        worlds_of: Callable[[int], Awaitable[Collection[World]]],
        arrivals: Arrivals,
        direct: DirectMessages,
    ) -> None:
        """Where events go. Called once, before login."""
        self._arrivals = arrivals
        self._direct = direct
        self._inbox = inbox
        self._listening = listening
        self._catch_up = catch_up
        self._webhooks = webhooks
        self._worlds_of = worlds_of

    async def tell_status(self, status: str) -> None:
        """Say this in the bot's profile from now on; without a connection, once there is one."""
        activity = discord.CustomActivity(name=status)
        self.activity = activity
        if self.is_ready():
            with suppress(ConnectionError):  # lost just now, and found by the library
                await self.change_presence(activity=activity)

    async def setup_hook(self) -> None:
        """Register the slash commands; a failure is reported and the bot plays on without."""
        try:
            await self.tree.sync()
        except (discord.HTTPException, app_commands.AppCommandError, KeyError, TypeError, ValueError) as error:
            self._problem(f"the slash commands could not be registered: {error}")

    async def on_connect(self) -> None:
        self._catch_up.fresh_session()

    async def on_guild_available(self, guild: discord.Guild) -> None:
        await self._enter(guild)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._enter(guild)

    async def on_message(self, message: discord.Message) -> None:
        if message.guild is not None:
            self._put(message.guild.id, message.channel.id, lambda spot: self._listening.said(spot, message))
        else:
            self._inbox.put(f"direct {message.channel.id}", lambda: self._direct.answer(message))

    async def on_raw_message_edit(self, edit: discord.RawMessageUpdateEvent) -> None:
        if edit.guild_id is not None and edit.message.edited_at is not None:  # an unfurled link is no edit
            self._put(edit.guild_id, edit.channel_id, lambda spot: self._listening.edited(spot, edit.message))

    async def on_raw_message_delete(self, gone: discord.RawMessageDeleteEvent) -> None:
        if gone.guild_id is not None:
            ids = [gone.message_id]
            self._put(gone.guild_id, gone.channel_id, lambda spot: self._listening.deleted(spot, ids))

    async def on_raw_bulk_message_delete(self, gone: discord.RawBulkMessageDeleteEvent) -> None:
        if gone.guild_id is not None:
            self._put(gone.guild_id, gone.channel_id, lambda spot: self._listening.deleted(spot, gone.message_ids))

    async def on_raw_typing(self, typing: discord.RawTypingEvent) -> None:
        if typing.guild_id is not None and (typing.user is None or not typing.user.bot):
            self._put(
                typing.guild_id, typing.channel_id, lambda spot: self._listening.typing(spot, typing.user_id)
            )

    async def on_raw_thread_delete(self, gone: discord.RawThreadDeleteEvent) -> None:
        spot = EventSpot(gone.guild_id, gone.parent_id, gone.thread_id)
        self._inbox.put(str(gone.parent_id), lambda: self._listening.thread_gone(spot))

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        spot = EventSpot(channel.guild.id, channel.id, channel.id)  # no longer to be found by its id
        self._inbox.put(str(channel.id), lambda: self._listening.vanished(spot))

    async def on_webhooks_update(self, channel: discord.abc.GuildChannel) -> None:
        self._webhooks.forget(str(channel.id))

    def _put(self, guild_id: int, place: int, job: Callable[[EventSpot], Awaitable[None]]) -> None:
        """Queue a job behind everything earlier in the same channel, its threads included."""
        parent = self._parent(guild_id, place)
        if parent is not None:
            spot = EventSpot(guild_id, parent, place)
            self._inbox.put(str(parent), lambda: self._catch_up.before(spot, lambda: job(spot)))
        else:
            self._inbox.put(str(place), lambda: self._in_unknown_place(guild_id, place, job))

    def _parent(self, guild_id: int, place: int) -> int | None:
        """The channel itself, or a thread's parent; None for a thread we have not been told of."""
        guild = self.get_guild(guild_id)
        channel = guild.get_channel_or_thread(place) if guild is not None else None
        if isinstance(channel, discord.Thread):
            return channel.parent_id
        return place if channel is not None else None

    async def _in_unknown_place(
        self, guild_id: int, place: int, job: Callable[[EventSpot], Awaitable[None]]
    ) -> None:
        """An archived thread, most likely: ask Discord where it belongs."""
        try:
            channel = await self.fetch_channel(place)
        except (discord.NotFound, discord.Forbidden):
            return
        parent = channel.parent_id if isinstance(channel, discord.Thread) else place
        spot = EventSpot(guild_id, parent, place)
        await self._catch_up.before(spot, lambda: job(spot))

    async def _enter(self, guild: discord.Guild) -> None:
        """Joined just now, or while no process ran; or only come back, which `Arrivals` knows."""
        self._inbox.put(f"guild {guild.id}", lambda: self._arrivals.greet(guild))
        await self._catch_up_guild(guild)

    async def _catch_up_guild(self, guild: discord.Guild) -> None:
        for world in await self._worlds_of(guild.id):
            if world.channel_id is not None:
                channel_id = int(world.channel_id)
                queue = world.parent_id or world.channel_id
                self._inbox.put(queue, lambda c=channel_id: self._catch_up.channel(guild.id, c))
