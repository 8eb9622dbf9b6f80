"""The welcome of a session: READY, its guilds, and members on request."""

from bot.playground.server.payloads import guild_payloads as payloads
from bot.playground.server.sockets.gateway_sessions import Session
from bot.playground.server.state import intents
from bot.playground.server.state.discord_records import ChannelType, DiscordGuild, DiscordMember
from bot.playground.server.state.discord_state import Realm
from bot.playground.server.state.json_wire import Json, Payload, ids, items, number, stamp, text

CHUNK = 1000


def greet(realm: Realm, session: Session) -> None:
    """READY with unavailable guilds, then each guild of the shard."""
    mine = [g for g in realm.state.guilds.values() if session.user_id in g.members]
    number_, count = session.shard
    mine = [g for g in mine if (g.id >> 22) % count == number_]
    ready: Payload = {
        "v": 10,
        "user": payloads.own_user(realm.user(session.user_id)),
        "guilds": [{"id": str(g.id), "unavailable": True} for g in mine],
        "session_id": session.id,
        "resume_gateway_url": realm.origin.replace("http", "ws", 1),
        "private_channels": _direct_channels(realm, session),
        "user_settings": {},
        "relationships": [],
        "presences": [],
        "shard": [number_, count],
        "_trace": [],
    }
    if application := realm.state.applications.get(session.user_id):
        ready["application"] = {"id": str(application.id), "flags": payloads.flags_of(application)}
    session.dispatch("READY", ready)
    if session.intents & intents.GUILDS:
        for guild in mine:
            session.dispatch("GUILD_CREATE", guild_create(realm, session, guild))


def _direct_channels(realm: Realm, session: Session) -> list[Json]:
    """Bots are told of none."""
    if session.is_bot:
        return []
    channels = realm.state.channels.values()
    mine = [c for c in channels if c.type is ChannelType.DM and session.user_id in c.recipients]
    return [payloads.channel(realm, c, session.user_id) for c in mine]


def guild_create(realm: Realm, session: Session, guild: DiscordGuild) -> Payload:
    """A guild with everything in it. Bots get all channels but few members; humans what they see."""
    viewer, is_bot = session.user_id, session.is_bot
    own = guild.members[viewer]
    large = len(guild.members) > session.large_threshold
    all_members = not is_bot or (bool(session.intents & intents.PRESENCES) and not large)
    members = list(guild.members.values()) if all_members else [own]
    channels = [c for c in realm.guild_channels(guild.id) if is_bot or realm.can_see(viewer, c)]
    threads = [t for t in realm.threads(guild.id) if not t.as_thread.archived and realm.can_see(viewer, t)]
    nothing: list[Json] = []
    return payloads.guild(realm, guild) | {
        "joined_at": stamp(own.joined_at),
        "large": large,
        "unavailable": False,
        "member_count": len(guild.members),
        "members": [payloads.member(realm, m) for m in members],
        "channels": [payloads.channel(realm, c) for c in channels],
        "threads": [payloads.channel(realm, t, viewer) for t in threads],
        "presences": [payloads.presence(realm, m.user_id) for m in members if m.user_id in realm.present],
        "voice_states": nothing,
        "stage_instances": nothing,
        "guild_scheduled_events": nothing,
        "soundboard_sounds": nothing,
    }


def members_chunks(realm: Realm, session: Session, guild: DiscordGuild, asked: Payload) -> None:
    """Answer a request for members by name or by id, in chunks of a thousand."""
    members, missing = _found(realm, guild, asked)
    pages = [members[n : n + CHUNK] for n in range(0, len(members), CHUNK)] or [[]]
    for index, page in enumerate(pages):
        chunk: Payload = {
            "guild_id": str(guild.id),
            "members": [payloads.member(realm, m) for m in page],
            "chunk_index": index,
            "chunk_count": len(pages),
        }
        if missing:
            chunk["not_found"] = ids(missing)
        if asked.get("presences") is True:
            there = [m.user_id for m in page if m.user_id in realm.present]
            chunk["presences"] = [payloads.presence(realm, user_id) for user_id in there]
        if asked.get("nonce") is not None:
            chunk["nonce"] = asked["nonce"]
        session.dispatch("GUILD_MEMBERS_CHUNK", chunk)


def _found(realm: Realm, guild: DiscordGuild, asked: Payload) -> tuple[list[DiscordMember], list[int]]:
    choice = asked.get("user_ids")
    if choice is not None:
        numbers = [n for w in (items(choice) or [choice]) if (n := number(w)) is not None]
        matches = [guild.members[n] for n in numbers if n in guild.members]
        return matches, [n for n in numbers if n not in guild.members]
    start = text(asked.get("query")).lower()
    members = [m for m in guild.members.values() if _starts(realm, m, start)]
    limit = number(asked.get("limit")) or 0
    return members[:limit] if limit else members, []


def _starts(realm: Realm, member: DiscordMember, start: str) -> bool:
    names = (member.nick, realm.user(member.user_id).username, realm.user(member.user_id).global_name)
    return any(name is not None and name.lower().startswith(start) for name in names)
