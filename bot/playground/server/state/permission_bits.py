"""The permissions of a member in a place: Discord's bits, and the rule by which roles and overwrites combine."""

from bot.playground.server.state.discord_records import (
    THREADS,
    ChannelType,
    DiscordChannel,
    DiscordGuild,
    DiscordMember,
    Overwrite,
)

CREATE_INVITE = 1 << 0
KICK_MEMBERS = 1 << 1
BAN_MEMBERS = 1 << 2
ADMINISTRATOR = 1 << 3
MANAGE_CHANNELS = 1 << 4
MANAGE_GUILD = 1 << 5
ADD_REACTIONS = 1 << 6
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
SEND_TTS = 1 << 12
MANAGE_MESSAGES = 1 << 13
EMBED_LINKS = 1 << 14
ATTACH_FILES = 1 << 15
READ_HISTORY = 1 << 16
MENTION_EVERYONE = 1 << 17
USE_EXTERNAL_EMOJIS = 1 << 18
CONNECT = 1 << 20
SPEAK = 1 << 21
CHANGE_NICKNAME = 1 << 26
MANAGE_NICKNAMES = 1 << 27
MANAGE_ROLES = 1 << 28
MANAGE_WEBHOOKS = 1 << 29
MANAGE_EXPRESSIONS = 1 << 30
USE_COMMANDS = 1 << 31
MANAGE_THREADS = 1 << 34
CREATE_PUBLIC_THREADS = 1 << 35
CREATE_PRIVATE_THREADS = 1 << 36
USE_EXTERNAL_STICKERS = 1 << 37
SEND_IN_THREADS = 1 << 38
MODERATE_MEMBERS = 1 << 40
CREATE_EXPRESSIONS = 1 << 43
SEND_POLLS = 1 << 49
PIN_MESSAGES = 1 << 51

ALL = (1 << 53) - 1
EVERYONE_DEFAULT = (
    CREATE_INVITE
    | ADD_REACTIONS
    | VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_HISTORY
    | MENTION_EVERYONE
    | USE_EXTERNAL_EMOJIS
    | CONNECT
    | SPEAK
    | CHANGE_NICKNAME
    | USE_COMMANDS
    | CREATE_PUBLIC_THREADS
    | CREATE_PRIVATE_THREADS
    | USE_EXTERNAL_STICKERS
    | SEND_IN_THREADS
    | SEND_POLLS
)
DIRECT = (
    ADD_REACTIONS
    | VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_HISTORY
    | USE_EXTERNAL_EMOJIS
    | USE_COMMANDS
    | SEND_POLLS
)
"""What both sides may do in a direct conversation."""

_NEED_SEND = SEND_TTS | EMBED_LINKS | ATTACH_FILES | MENTION_EVERYONE | SEND_POLLS


def in_guild(guild: DiscordGuild, member: DiscordMember) -> int:
    """The member's permissions before any channel has its say."""
    if member.user_id == guild.owner_id:
        return ALL
    rights = guild.roles[guild.id].permissions
    for role_id in member.roles:
        rights |= guild.roles[role_id].permissions
    return ALL if rights & ADMINISTRATOR else rights


def in_channel(
    guild: DiscordGuild, member: DiscordMember, channel: DiscordChannel, parent: DiscordChannel | None = None
) -> int:
    """The member's permissions in a channel; a thread takes its parent's overwrites."""
    rights = in_guild(guild, member)
    if rights == ALL:
        return rights
    place = parent if channel.type in THREADS and parent is not None else channel
    rights = _overwritten(rights, place.overwrites, guild.id, member)
    if not rights & VIEW_CHANNEL:
        return 0
    may_send = SEND_IN_THREADS if channel.type in THREADS else SEND_MESSAGES
    if channel.type is not ChannelType.CATEGORY and not rights & may_send:
        rights &= ~_NEED_SEND
    return rights


def _overwritten(granted: int, overwrites: dict[int, Overwrite], everyone: int, member: DiscordMember) -> int:
    if first := overwrites.get(everyone):
        granted = granted & ~first.deny | first.allow
    allow = deny = 0
    for role_id in member.roles:
        if overwrite := overwrites.get(role_id):
            allow |= overwrite.allow
            deny |= overwrite.deny
    granted = granted & ~deny | allow
    if own := overwrites.get(member.user_id):
        granted = granted & ~own.deny | own.allow
    return granted
