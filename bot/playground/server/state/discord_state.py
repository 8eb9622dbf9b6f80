"""The whole state of the local Discord, how to find things in it, and the one place events leave from."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from bot.playground.server.state import permission_bits as perm
from bot.playground.server.state.discord_errors import DiscordError
from bot.playground.server.state.discord_records import (
    THREADS,
    Blob,
    ChannelType,
    DiscordApplication,
    DiscordChannel,
    DiscordCommand,
    DiscordEmoji,
    DiscordGuild,
    DiscordInteraction,
    DiscordMember,
    DiscordMessage,
    DiscordUser,
    DiscordWebhook,
)
from bot.playground.server.state.json_wire import Payload
from bot.playground.server.state.snowflakes import Snowflakes
from bot.playground.server.state.timers import Timers
from troupe.core.clock import Clock

Found = TypeVar("Found")


@dataclass
class DiscordState:
    """Everything remembered; plain records, so that it can be written down and read back."""

    users: dict[int, DiscordUser] = field(default_factory=dict[int, DiscordUser])
    applications: dict[int, DiscordApplication] = field(default_factory=dict[int, DiscordApplication])
    tokens: dict[str, int] = field(default_factory=dict[str, int])
    guilds: dict[int, DiscordGuild] = field(default_factory=dict[int, DiscordGuild])
    channels: dict[int, DiscordChannel] = field(default_factory=dict[int, DiscordChannel])
    messages: dict[int, dict[int, DiscordMessage]] = field(default_factory=dict[int, dict[int, DiscordMessage]])
    webhooks: dict[int, DiscordWebhook] = field(default_factory=dict[int, DiscordWebhook])
    emojis: dict[int, DiscordEmoji] = field(default_factory=dict[int, DiscordEmoji])
    commands: dict[int, DiscordCommand] = field(default_factory=dict[int, DiscordCommand])
    interactions: dict[str, DiscordInteraction] = field(default_factory=dict[str, DiscordInteraction])
    blobs: dict[str, Blob] = field(default_factory=dict[str, Blob])
    nonces: dict[tuple[int, int, str], tuple[float, int]] = field(
        default_factory=dict[tuple[int, int, str], tuple[float, int]]
    )


@dataclass(frozen=True)
class Presence:
    """Somebody's status while they are connected."""

    status: str
    activities: list[Payload]


@dataclass(frozen=True)
class GatewayEvent:
    """A gateway dispatch and who may hear it.

    `channel_id`: only those who can see that channel. `guild_id` alone: every member. `only`: just these users,
    and of them those who see the channel, if there is one; the guild then only picks the shard.
    `intents`: a bot must have asked for at least one of these bits (0: none needed). `has_content`: what the
    message says is blanked for bots without the message content intent.
    """

    name: str
    payload: Payload
    guild_id: int | None = None
    channel_id: int | None = None
    only: frozenset[int] | None = None
    intents: int = 0
    has_content: bool = False


class Realm:
    """State, time and ids in one hand. Lookups raise DiscordError when there is no such thing."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.state = DiscordState()
        self.snowflakes = Snowflakes(clock)
        self.timers = Timers(clock)
        self.origin = ""
        self.listeners: list[Callable[[GatewayEvent], None]] = []
        self.present: dict[int, Presence] = {}

    def publish(self, event: GatewayEvent) -> None:
        """Tell every gateway session that may hear it; order of calls is order of dispatch."""
        for listener in self.listeners:
            listener(event)

    def secret(self, purpose: str, id_: int) -> str:
        """A token-like text, the same for the same purpose and id: no randomness is needed on loopback."""
        return hashlib.sha256(f"{purpose}:{id_}".encode()).hexdigest()[:60]

    # Finding things

    def user(self, user_id: int) -> DiscordUser:
        return _found(self.state.users.get(user_id), 10013)

    def guild(self, guild_id: int) -> DiscordGuild:
        return _found(self.state.guilds.get(guild_id), 10004)

    def member(self, guild: DiscordGuild, user_id: int) -> DiscordMember:
        return _found(guild.members.get(user_id), 10007)

    def channel(self, channel_id: int) -> DiscordChannel:
        return _found(self.state.channels.get(channel_id), 10003)

    def webhook(self, webhook_id: int) -> DiscordWebhook:
        return _found(self.state.webhooks.get(webhook_id), 10015)

    def message(self, channel_id: int, message_id: int, seen_by: int | None = None) -> DiscordMessage:
        """A message; an ephemeral one is known only to the user who may see it."""
        message = _found(self.state.messages.get(channel_id, {}).get(message_id), 10008)
        if message.visible_to is not None and message.visible_to != seen_by:
            raise DiscordError(10008)
        return message

    def parent_of(self, channel: DiscordChannel) -> DiscordChannel | None:
        return self.state.channels.get(channel.parent_id) if channel.parent_id is not None else None

    def guild_channels(self, guild_id: int) -> Iterator[DiscordChannel]:
        """Channels and categories, without threads."""
        return (c for c in self.state.channels.values() if c.guild_id == guild_id and c.type not in THREADS)

    def threads(self, guild_id: int, parent_id: int | None = None) -> Iterator[DiscordChannel]:
        """The guild's threads, or those under one channel."""
        return (
            c
            for c in self.state.channels.values()
            if c.guild_id == guild_id and c.type in THREADS and (parent_id is None or c.parent_id == parent_id)
        )

    # Who may do what

    def permissions(self, user_id: int, channel: DiscordChannel) -> int:
        """What a user may do in a channel; 0 for a stranger."""
        if channel.guild_id is None:
            return perm.DIRECT if user_id in channel.recipients else 0
        guild = self.state.guilds[channel.guild_id]
        member = guild.members.get(user_id)
        if member is None:
            return 0
        rights = perm.in_channel(guild, member, channel, self.parent_of(channel))
        if member.timed_out_until and member.timed_out_until > self.clock.now() and rights != perm.ALL:
            rights &= perm.VIEW_CHANNEL | perm.READ_HISTORY
        return rights

    def can_see(self, user_id: int, channel: DiscordChannel) -> bool:
        """Whether the channel, and what happens in it, is shown to the user."""
        rights = self.permissions(user_id, channel)
        if not rights & perm.VIEW_CHANNEL:
            return False
        if channel.type is ChannelType.PRIVATE_THREAD and channel.thread is not None:
            return user_id in channel.thread.members or bool(rights & perm.MANAGE_THREADS)
        return True

    def require(self, user_id: int, channel: DiscordChannel, needed: int) -> int:
        """The user's permissions there. Raises 50001 for a hidden channel, 50013 for a lacking permission."""
        if not self.can_see(user_id, channel):
            raise DiscordError(50001)
        rights = self.permissions(user_id, channel)
        if rights & needed != needed:
            raise DiscordError(50013)
        return rights

    def require_in_guild(self, user_id: int, guild: DiscordGuild, needed: int) -> DiscordMember:
        """The user's place in the guild. Raises 10004 for a stranger, 50013 for a lacking permission."""
        member = guild.members.get(user_id)
        if member is None:
            raise DiscordError(10004)
        if perm.in_guild(guild, member) & needed != needed:
            raise DiscordError(50013)
        return member


def _found(thing: Found | None, code: int) -> Found:
    if thing is None:
        raise DiscordError(code)
    return thing
