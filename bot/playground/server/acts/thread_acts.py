"""Threads: opening, changing, joining and leaving, and what a message does to its thread."""

from bot.playground.server.payloads import guild_payloads as payloads
from bot.playground.server.state import intents
from bot.playground.server.state.discord_records import ChannelType, DiscordChannel, DiscordMessage, ThreadState
from bot.playground.server.state.discord_state import GatewayEvent, Realm
from bot.playground.server.state.json_wire import Payload, ids

CREATED_NOTICE, STARTER, ADDED_NOTICE = 18, 21, 1


def open_thread(
    realm: Realm,
    parent: DiscordChannel,
    owner_id: int,
    name: str,
    *,
    kind: ChannelType = ChannelType.PUBLIC_THREAD,
    thread_id: int | None = None,
    minutes: int | None = None,
    slowmode: int = 0,
    invitable: bool = True,
    tags: tuple[int, ...] = (),
    joins: bool = True,
) -> DiscordChannel:
    """Open a thread under a channel; `thread_id` is the message it starts from. The owner joins it."""
    now = realm.clock.now()
    state = ThreadState(
        owner_id,
        now,
        now,
        auto_archive_minutes=minutes or parent.default_archive_minutes or 1440,
        invitable=invitable,
        members={owner_id: now} if joins else {},
        tags=list(tags),
    )
    thread = DiscordChannel(
        thread_id if thread_id is not None else realm.snowflakes.next(),
        kind,
        parent.guild_id,
        name,
        parent_id=parent.id,
        slowmode=slowmode,
        thread=state,
    )
    realm.state.channels[thread.id] = thread
    payload = payloads.channel(realm, thread) | {"newly_created": True}
    realm.publish(GatewayEvent("THREAD_CREATE", payload, thread.guild_id, thread.id, intents=intents.GUILDS))
    if joins:
        _tell_members(realm, thread, added=(owner_id,))
    return thread


def change(realm: Realm, thread: DiscordChannel) -> None:
    """Tell of a thread whose fields were just changed."""
    payload = payloads.channel(realm, thread)
    realm.publish(GatewayEvent("THREAD_UPDATE", payload, thread.guild_id, thread.id, intents=intents.GUILDS))


def set_archived(realm: Realm, thread: DiscordChannel, archived: bool) -> None:
    """Archive or reopen; the caller tells of it with `change`."""
    state = thread.as_thread
    if state.archived != archived:
        state.archived = archived
        state.archived_at = realm.clock.now()


def join(realm: Realm, thread: DiscordChannel, user_id: int) -> None:
    """Make somebody a member; nothing happens if they are one."""
    state = thread.as_thread
    if user_id in state.members:
        return
    state.members[user_id] = realm.clock.now()
    payload = payloads.channel(realm, thread, user_id)
    only = frozenset({user_id})
    realm.publish(GatewayEvent("THREAD_CREATE", payload, thread.guild_id, thread.id, only, intents.GUILDS))
    _tell_members(realm, thread, added=(user_id,))


def leave(realm: Realm, thread: DiscordChannel, user_id: int) -> None:
    """End somebody's membership; they are still told of it."""
    if user_id not in thread.as_thread.members:
        return
    payload = _members_payload(realm, thread, (), (user_id,))
    realm.publish(
        GatewayEvent("THREAD_MEMBERS_UPDATE", payload, thread.guild_id, thread.id, intents=intents.GUILDS)
    )
    del thread.as_thread.members[user_id]


def note_message(realm: Realm, thread: DiscordChannel, message: DiscordMessage) -> None:
    """A message arrived: the thread reopens, counts it, and takes its author in."""
    state = thread.as_thread
    if state.archived:
        set_archived(realm, thread, False)
        change(realm, thread)
    if message.type != STARTER:
        state.message_count += 1
        state.total_sent += 1
    if message.webhook_id is None and message.type != STARTER:
        join(realm, thread, message.author_id)


def _tell_members(realm: Realm, thread: DiscordChannel, *, added: tuple[int, ...]) -> None:
    payload = _members_payload(realm, thread, added, ())
    realm.publish(
        GatewayEvent("THREAD_MEMBERS_UPDATE", payload, thread.guild_id, thread.id, intents=intents.GUILDS)
    )


def _members_payload(
    realm: Realm, thread: DiscordChannel, added: tuple[int, ...], removed: tuple[int, ...]
) -> Payload:
    payload: Payload = {
        "id": str(thread.id),
        "guild_id": str(thread.guild_id),
        "member_count": min(len(thread.as_thread.members) - len(removed), 50),
    }
    if added:
        payload["added_members"] = [_full_member(realm, thread, u) for u in added]
    if removed:
        payload["removed_member_ids"] = ids(removed)
    return payload


def _full_member(realm: Realm, thread: DiscordChannel, user_id: int) -> Payload:
    payload = payloads.thread_member(thread, user_id) | {"presence": None}
    guild = realm.guild(thread.guild_id or 0)
    if own := guild.members.get(user_id):
        payload["member"] = payloads.member(realm, own)
    return payload
