"""Routes of threads and their members."""

from bot.playground.server.acts import guild_acts as guilds
from bot.playground.server.acts import message_acts as messages
from bot.playground.server.acts import thread_acts as threads
from bot.playground.server.acts.message_acts import Sender, Setting
from bot.playground.server.payloads import guild_payloads as payloads
from bot.playground.server.payloads import message_payloads
from bot.playground.server.payloads.request_bodies import MessageBody, ThreadBody, read
from bot.playground.server.routes.route_call import RouteCall, ServerRoute
from bot.playground.server.state import permission_bits as perm
from bot.playground.server.state.discord_errors import DiscordError
from bot.playground.server.state.discord_records import (
    THREADS,
    ChannelType,
    DiscordChannel,
    DiscordMessage,
    DiscordReference,
)
from bot.playground.server.state.json_wire import Json, Payload

PARENTS = (ChannelType.TEXT, ChannelType.ANNOUNCEMENT)


def from_message(call: RouteCall) -> Json:
    """A thread on a message; both have the same id."""
    channel = call.channel(perm.CREATE_PUBLIC_THREADS | perm.READ_HISTORY)
    message = call.realm.message(channel.id, call.id("message"))
    if channel.type not in PARENTS:
        raise DiscordError(50024)
    if message.id in call.realm.state.channels:
        raise DiscordError(160004)
    body = read(ThreadBody, call.body)
    message.flags |= message_payloads.HAS_THREAD
    thread = threads.open_thread(
        call.realm,
        channel,
        call.user.id,
        body.name,
        thread_id=message.id,
        minutes=body.auto_archive_duration,
        slowmode=body.rate_limit_per_user or 0,
    )
    messages.retell(call.realm, message)
    starter = DiscordMessage(
        call.realm.snowflakes.next(),
        thread.id,
        call.user.id,
        type=messages.THREAD_STARTER,
        sent_at=call.realm.clock.now(),
        reply_to=DiscordReference(channel.id, channel.guild_id, message.id),
    )
    messages.add(call.realm, thread, starter)
    return payloads.channel(call.realm, thread, call.user.id)


def without_message(call: RouteCall) -> Json:
    """A thread on its own, with a notice in the channel; in a forum a post with its first message."""
    channel = call.channel()
    body = read(ThreadBody, call.body)
    if channel.type is ChannelType.FORUM:
        return _post(call, channel, body)
    if channel.type not in PARENTS:
        raise DiscordError(50024)
    private = body.type in (None, int(ChannelType.PRIVATE_THREAD))
    call.channel(perm.CREATE_PRIVATE_THREADS if private else perm.CREATE_PUBLIC_THREADS)
    thread = threads.open_thread(
        call.realm,
        channel,
        call.user.id,
        body.name,
        kind=ChannelType.PRIVATE_THREAD if private else ChannelType.PUBLIC_THREAD,
        minutes=body.auto_archive_duration,
        slowmode=body.rate_limit_per_user or 0,
        invitable=body.invitable is not False,
    )
    if not private:
        notice = DiscordMessage(
            call.realm.snowflakes.next(),
            channel.id,
            call.user.id,
            type=threads.CREATED_NOTICE,
            content=body.name,
            sent_at=call.realm.clock.now(),
            reply_to=DiscordReference(thread.id, thread.guild_id, None),
        )
        messages.add(call.realm, channel, notice)
    return payloads.channel(call.realm, thread, call.user.id)


def _post(call: RouteCall, forum: DiscordChannel, body: ThreadBody) -> Payload:
    rights = call.realm.require(call.user.id, forum, perm.SEND_MESSAGES)
    first = read(MessageBody, body.message)
    sender = Sender(call.user.id, rights)
    thread, message = open_post(call, forum, body.name, sender, first, body.applied_tags or ())
    payload = payloads.channel(call.realm, thread, call.user.id)
    return payload | {"message": message_payloads.message(call.realm, message, call.user.id)}


def open_post(
    call: RouteCall, forum: DiscordChannel, name: str, sender: Sender, first: MessageBody, tags: tuple[int, ...]
) -> tuple[DiscordChannel, DiscordMessage]:
    """A forum post: the thread and its first message, which has the thread's id."""
    thread = threads.open_thread(
        call.realm, forum, sender.author_id, name, tags=tags, joins=sender.webhook_id is None
    )
    try:
        setting = Setting(message_id=thread.id)
        message = messages.post(call.realm, thread, sender, first, call.uploads, setting)
    except DiscordError:
        guilds.remove_channel(call.realm, thread)
        raise
    return thread, message


def active(call: RouteCall) -> Json:
    guild = call.guild()
    channels = [
        t for t in call.realm.threads(guild.id) if not t.as_thread.archived and call.realm.can_see(call.user.id, t)
    ]
    return _list(call, channels, has_more=False)


def archived_public(call: RouteCall) -> Json:
    return _archived(call, ChannelType.PUBLIC_THREAD, own=False)


def archived_private(call: RouteCall) -> Json:
    call.channel(perm.MANAGE_THREADS)
    return _archived(call, ChannelType.PRIVATE_THREAD, own=False)


def archived_joined(call: RouteCall) -> Json:
    return _archived(call, ChannelType.PRIVATE_THREAD, own=True)


def _archived(call: RouteCall, kind: ChannelType, *, own: bool) -> Json:
    channel = call.channel(perm.READ_HISTORY)
    limit = call.asked_number("limit", 50, 2, 100)
    channels = [
        t
        for t in call.realm.threads(channel.guild_id or 0, channel.id)
        if t.type is kind and t.as_thread.archived and (not own or call.user.id in t.as_thread.members)
    ]
    channels.sort(key=lambda t: t.as_thread.archived_at, reverse=True)
    return _list(call, channels[:limit], has_more=len(channels) > limit)


def _list(call: RouteCall, listed: list[DiscordChannel], *, has_more: bool) -> Payload:
    return {
        "threads": [payloads.channel(call.realm, t, call.user.id) for t in listed],
        "members": [
            payloads.thread_member(t, call.user.id) for t in listed if call.user.id in t.as_thread.members
        ],
        "has_more": has_more,
    }


def _thread(call: RouteCall) -> DiscordChannel:
    thread = call.channel()
    if thread.type not in THREADS:
        raise DiscordError(50024)
    return thread


def members(call: RouteCall) -> Json:
    thread = _thread(call)
    return [_member(call, thread, u) for u in sorted(thread.as_thread.members)]


def member(call: RouteCall) -> Json:
    thread = _thread(call)
    if call.id("user") not in thread.as_thread.members:
        raise DiscordError(10007)
    return _member(call, thread, call.id("user"))


def _member(call: RouteCall, thread: DiscordChannel, user_id: int) -> Payload:
    payload = payloads.thread_member(thread, user_id)
    own = call.realm.guild(thread.guild_id or 0).members.get(user_id)
    if call.asked("with_member") and own is not None:
        payload["member"] = payloads.member(call.realm, own)
    return payload


def join(call: RouteCall) -> Json:
    thread = _thread(call)
    _refuse_archived(thread)
    threads.join(call.realm, thread, call.user.id)
    return None


def leave(call: RouteCall) -> Json:
    thread = _thread(call)
    _refuse_archived(thread)
    threads.leave(call.realm, thread, call.user.id)
    return None


def add_member(call: RouteCall) -> Json:
    thread = _thread(call)
    _refuse_archived(thread)
    call.realm.require(call.user.id, thread, perm.SEND_IN_THREADS)
    guild = call.realm.guild(thread.guild_id or 0)
    threads.join(call.realm, thread, call.realm.member(guild, call.id("user")).user_id)
    return None


def remove_member(call: RouteCall) -> Json:
    thread = _thread(call)
    _refuse_archived(thread)
    if thread.as_thread.owner_id != call.user.id:
        call.realm.require(call.user.id, thread, perm.MANAGE_THREADS)
    threads.leave(call.realm, thread, call.id("user"))
    return None


def _refuse_archived(thread: DiscordChannel) -> None:
    if thread.as_thread.archived:
        raise DiscordError(50083)


_CHANNEL = "/channels/{channel}"
ROUTES = (
    ServerRoute("POST", f"{_CHANNEL}/messages/{{message}}/threads", from_message, status=201),
    ServerRoute("POST", f"{_CHANNEL}/threads", without_message, status=201),
    ServerRoute("GET", f"{_CHANNEL}/threads/archived/public", archived_public),
    ServerRoute("GET", f"{_CHANNEL}/threads/archived/private", archived_private),
    ServerRoute("GET", f"{_CHANNEL}/users/@me/threads/archived/private", archived_joined),
    ServerRoute("GET", "/guilds/{guild}/threads/active", active),
    ServerRoute("GET", f"{_CHANNEL}/thread-members", members),
    ServerRoute("PUT", f"{_CHANNEL}/thread-members/@me", join),
    ServerRoute("DELETE", f"{_CHANNEL}/thread-members/@me", leave),
    ServerRoute("GET", f"{_CHANNEL}/thread-members/{{user}}", member),
    ServerRoute("PUT", f"{_CHANNEL}/thread-members/{{user}}", add_member),
    ServerRoute("DELETE", f"{_CHANNEL}/thread-members/{{user}}", remove_member),
)
