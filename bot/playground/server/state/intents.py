"""Gateway intents: what a bot asks to hear, and which of them need approval."""

from bot.playground.server.state.discord_records import Privileged

GUILDS = 1 << 0
MEMBERS = 1 << 1
EXPRESSIONS = 1 << 3
INTEGRATIONS = 1 << 4
WEBHOOKS = 1 << 5
PRESENCES = 1 << 8
GUILD_MESSAGES = 1 << 9
GUILD_REACTIONS = 1 << 10
GUILD_TYPING = 1 << 11
DIRECT_MESSAGES = 1 << 12
DIRECT_REACTIONS = 1 << 13
DIRECT_TYPING = 1 << 14
MESSAGE_CONTENT = 1 << 15
GUILD_POLLS = 1 << 24
DIRECT_POLLS = 1 << 25

KNOWN = (1 << 26) - 1
EVERYTHING = KNOWN
PRIVILEGED = {
    MEMBERS: Privileged.MEMBERS,
    PRESENCES: Privileged.PRESENCES,
    MESSAGE_CONTENT: Privileged.MESSAGE_CONTENT,
}


def messages(guild_id: int | None) -> int:
    return GUILD_MESSAGES if guild_id is not None else DIRECT_MESSAGES


def reactions(guild_id: int | None) -> int:
    return GUILD_REACTIONS if guild_id is not None else DIRECT_REACTIONS


def typing(guild_id: int | None) -> int:
    return GUILD_TYPING if guild_id is not None else DIRECT_TYPING


def polls(guild_id: int | None) -> int:
    return GUILD_POLLS if guild_id is not None else DIRECT_POLLS
