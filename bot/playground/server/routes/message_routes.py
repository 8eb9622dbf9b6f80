"""Routes of messages: history, sending, editing, deleting, pins, typing."""

from datetime import datetime, timedelta

from bot.playground.server.acts import guild_acts as guilds
from bot.playground.server.acts import message_acts as messages
from bot.playground.server.acts.message_acts import Sender
from bot.playground.server.payloads import message_payloads
from bot.playground.server.payloads.request_bodies import BulkDelete, MessageBody, read
from bot.playground.server.routes.route_call import RouteCall, ServerRoute
from bot.playground.server.state import permission_bits as perm
from bot.playground.server.state.discord_errors import DiscordError, bad_field
from bot.playground.server.state.discord_records import (
    THREADS,
    ChannelType,
    DiscordChannel,
    DiscordMessage,
    Privileged,
)
from bot.playground.server.state.json_wire import Json, Payload, stamp
from bot.playground.server.state.snowflakes import moment_of

PINS_LIMIT = 250
TEXTUAL = THREADS | {ChannelType.TEXT, ChannelType.DM, ChannelType.ANNOUNCEMENT}
BULK_AGE = timedelta(days=14)
SYSTEM_TYPES = frozenset(range(64)) - {0, 19, 20, 23}


def shown(call: RouteCall, message: DiscordMessage) -> Payload:
    """The message as the caller gets it over REST, blanked for a bot without the message content intent."""
    payload = message_payloads.message(call.realm, message, call.user.id)
    application = call.realm.state.applications.get(call.user.id)
    if application is None or Privileged.MESSAGE_CONTENT in application.privileged:
        return payload
    is_direct = call.realm.channel(message.channel_id).guild_id is None
    if is_direct or call.user.id in (message.author_id, message.application_id, *message.mentions):
        return payload
    return message_payloads.blanked(payload)


def history(call: RouteCall) -> Json:
    channel = call.channel()
    if channel.type not in TEXTUAL:
        raise DiscordError(50008)
    limit = call.asked_number("limit", 50, 1, 100)
    if not call.realm.permissions(call.user.id, channel) & perm.READ_HISTORY:
        return []
    before, after, around = call.asked_id("before"), call.asked_id("after"), call.asked_id("around")
    log = [m for m in call.realm.state.messages.get(channel.id, {}).values() if m.visible_to is None]
    if around is not None:
        older = [m for m in log if m.id < around][-(limit // 2) :]
        log = older + [m for m in log if m.id >= around][: limit - len(older)]
    elif after is not None:
        log = [m for m in log if m.id > after][:limit]
    else:
        log = [m for m in log if before is None or m.id < before][-limit:]
    return [shown(call, m) for m in reversed(log)]


def one(call: RouteCall) -> Json:
    channel = call.channel(perm.READ_HISTORY)
    return shown(call, call.realm.message(channel.id, call.id("message"), call.user.id))


def send(call: RouteCall) -> Json:
    channel = call.channel()
    if channel.type not in TEXTUAL:
        raise DiscordError(50008)
    body = read(MessageBody, call.body)
    rights = call.realm.require(call.user.id, channel, _needed(call, channel, body))
    thread = channel.thread
    if thread is not None and thread.archived and thread.locked and not rights & perm.MANAGE_THREADS:
        raise DiscordError(50083)
    sender = Sender(call.user.id, rights)
    message = messages.repeated(call.realm, channel, sender.author_id, body)
    if message is None:
        message = messages.post(call.realm, channel, sender, body, call.uploads)
    return message_payloads.message(call.realm, message, call.user.id)


def _needed(call: RouteCall, channel: DiscordChannel, body: MessageBody) -> int:
    rights = perm.SEND_IN_THREADS if channel.type in THREADS else perm.SEND_MESSAGES
    if call.uploads:
        rights |= perm.ATTACH_FILES
    if body.embeds:
        rights |= perm.EMBED_LINKS
    if body.message_reference:
        rights |= perm.READ_HISTORY
    if body.poll:
        rights |= perm.SEND_POLLS
    return rights


def edit(call: RouteCall) -> Json:
    channel = call.channel()
    message = call.realm.message(channel.id, call.id("message"), call.user.id)
    body = read(MessageBody, call.body)
    rights = call.realm.permissions(call.user.id, channel)
    own = message.author_id == call.user.id and message.face is None
    only_suppresses = body.model_fields_set <= {"flags"} and bool(rights & perm.MANAGE_MESSAGES)
    if not own and not only_suppresses:
        raise DiscordError(50005)
    if message.type in SYSTEM_TYPES:
        raise DiscordError(50021)
    _refuse_archived(channel)
    messages.edit(call.realm, message, body, call.uploads, sender=Sender(call.user.id, rights))
    return message_payloads.message(call.realm, message, call.user.id)


def delete(call: RouteCall) -> Json:
    channel = call.channel()
    message = call.realm.message(channel.id, call.id("message"), call.user.id)
    own = message.author_id == call.user.id or message.visible_to == call.user.id
    if not own:
        if channel.guild_id is None:
            raise DiscordError(50003)
        call.realm.require(call.user.id, channel, perm.MANAGE_MESSAGES)
    _refuse_archived(channel)
    messages.delete(call.realm, message)
    return None


def bulk_delete(call: RouteCall) -> Json:
    channel = call.channel(perm.MANAGE_MESSAGES)
    ids = read(BulkDelete, call.body).messages
    if not 2 <= len(ids) <= 100:
        raise DiscordError(50016)
    if len(set(ids)) != len(ids):
        raise bad_field(("messages",), "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")
    if any(moment_of(i) < call.realm.clock.now() - BULK_AGE for i in ids):
        raise DiscordError(50034)
    messages.delete_many(call.realm, channel, ids)
    return None


def pinned(call: RouteCall) -> Json:
    """The newer list: newest pin first, paged by time."""
    channel = call.channel(perm.READ_HISTORY)
    limit = call.asked_number("limit", 50, 1, 50)
    pins = _pins(call, channel)
    if before := call.query.get("before"):
        border = datetime.fromisoformat(before)
        pins = [m for m in pins if m.pinned_at is not None and m.pinned_at < border]
    page = [{"pinned_at": stamp(m.pinned_at), "message": shown(call, m)} for m in pins[:limit] if m.pinned_at]
    return {"items": page, "has_more": len(pins) > limit}


def pinned_list(call: RouteCall) -> Json:
    """The older list, all at once."""
    return [shown(call, m) for m in _pins(call, call.channel(perm.READ_HISTORY))]


def _pins(call: RouteCall, channel: DiscordChannel) -> list[DiscordMessage]:
    log = call.realm.state.messages.get(channel.id, {}).values()
    pins = [(m.pinned_at, m.id, m) for m in log if m.pinned_at is not None]
    return [m for _, _, m in sorted(pins, key=lambda entry: entry[:2], reverse=True)]


def pin(call: RouteCall) -> Json:
    channel = _pinnable(call)
    message = call.realm.message(channel.id, call.id("message"))
    if message.type in SYSTEM_TYPES:
        raise DiscordError(50021)
    if message.pinned_at is None:
        if len(_pins(call, channel)) >= PINS_LIMIT:
            raise DiscordError(30003)
        messages.pin(call.realm, message, Sender(call.user.id, 0))
    return None


def unpin(call: RouteCall) -> Json:
    channel = _pinnable(call)
    message = call.realm.message(channel.id, call.id("message"))
    if message.pinned_at is not None:
        messages.unpin(call.realm, message)
    return None


def _pinnable(call: RouteCall) -> DiscordChannel:
    """Either of the two permissions will do: pinning was split off from managing messages."""
    channel = call.channel()
    rights = call.realm.permissions(call.user.id, channel)
    if channel.guild_id is not None and not rights & (perm.PIN_MESSAGES | perm.MANAGE_MESSAGES):
        raise DiscordError(50013)
    _refuse_archived(channel)
    return channel


def typing(call: RouteCall) -> Json:
    channel = call.realm.channel(call.id("channel"))
    call.channel(perm.SEND_IN_THREADS if channel.type in THREADS else perm.SEND_MESSAGES)
    guilds.typing(call.realm, channel, call.user.id)
    return None


def _refuse_archived(channel: DiscordChannel) -> None:
    if channel.thread is not None and channel.thread.archived:
        raise DiscordError(50083)


_CHANNEL = "/channels/{channel}"
ROUTES = (
    ServerRoute("GET", f"{_CHANNEL}/messages", history),
    ServerRoute("POST", f"{_CHANNEL}/messages", send),
    ServerRoute("POST", f"{_CHANNEL}/messages/bulk-delete", bulk_delete),
    ServerRoute("GET", f"{_CHANNEL}/messages/pins", pinned),
    ServerRoute("PUT", f"{_CHANNEL}/messages/pins/{{message}}", pin),
    ServerRoute("DELETE", f"{_CHANNEL}/messages/pins/{{message}}", unpin),
    ServerRoute("GET", f"{_CHANNEL}/pins", pinned_list),
    ServerRoute("PUT", f"{_CHANNEL}/pins/{{message}}", pin),
    ServerRoute("DELETE", f"{_CHANNEL}/pins/{{message}}", unpin),
    ServerRoute("GET", f"{_CHANNEL}/messages/{{message}}", one),
    ServerRoute("PATCH", f"{_CHANNEL}/messages/{{message}}", edit),
    ServerRoute("DELETE", f"{_CHANNEL}/messages/{{message}}", delete),
    ServerRoute("POST", f"{_CHANNEL}/typing", typing),
)
