"""Messages: posting, editing, deleting, pinning, and the direct consequences for threads."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.playground.server.acts import message_drafts as drafts
from bot.playground.server.acts import thread_acts as threads
from bot.playground.server.acts.message_drafts import LOADING, SETTABLE
from bot.playground.server.payloads import message_payloads
from bot.playground.server.payloads import message_pings as mentions
from bot.playground.server.payloads import uploaded_files as files
from bot.playground.server.payloads.message_components import IS_V2
from bot.playground.server.payloads.request_bodies import MessageBody
from bot.playground.server.payloads.uploaded_files import Upload
from bot.playground.server.state import intents
from bot.playground.server.state.discord_errors import DiscordError, bad_field
from bot.playground.server.state.discord_records import (
    THREADS,
    DiscordChannel,
    DiscordFace,
    DiscordMessage,
    DiscordReference,
    InteractionOrigin,
)
from bot.playground.server.state.discord_state import GatewayEvent, Realm
from bot.playground.server.state.json_wire import Payload, ids, stamp

DEFAULT, PIN_NOTICE, REPLY, THREAD_STARTER = 0, 6, 19, 21
NONCE_SECONDS = 300.0


@dataclass(frozen=True)
class Sender:
    """The sender of a message, with their permissions there."""

    author_id: int
    granted: int
    face: DiscordFace | None = None
    webhook_id: int | None = None
    application_id: int | None = None
    default_pings: frozenset[str] = mentions.ALL_KINDS
    interactive: bool = True


@dataclass(frozen=True)
class Setting:
    """The addition of the occasion to a message: an interaction's answer, or a forum post's first message, which
    has the id of its thread."""

    type: int = DEFAULT
    flags: int = 0
    visible_to: int | None = None
    origin: InteractionOrigin | None = None
    reply_to: DiscordReference | None = None
    message_id: int | None = None


def repeated(realm: Realm, channel: DiscordChannel, author_id: int, body: MessageBody) -> DiscordMessage | None:
    """The message already sent with this enforced nonce in the last minutes."""
    if not body.enforce_nonce or body.nonce is None:
        return None
    entry = realm.state.nonces.get((channel.id, author_id, str(body.nonce)))
    if entry is None or realm.clock.monotonic() - entry[0] > NONCE_SECONDS:
        return None
    return realm.state.messages.get(channel.id, {}).get(entry[1])


def post(
    realm: Realm,
    channel: DiscordChannel,
    sender: Sender,
    body: MessageBody,
    uploads: tuple[Upload, ...] = (),
    setting: Setting | None = None,
) -> DiscordMessage:
    """Send a message. Raises DiscordError for what Discord would not take; nothing has changed then."""
    setting = setting or Setting()
    content = (body.content or "").strip()
    flags = setting.flags | ((body.flags or 0) & SETTABLE)
    embeds = drafts.embeds(body)
    components = drafts.components(body, flags, interactive=sender.interactive)
    poll = drafts.poll(realm, body.poll) if body.poll else None
    original, reply_to = drafts.reply(realm, channel, body)
    if body.sticker_ids:
        raise DiscordError(10060)
    drafts.check_not_empty(flags, content, embeds, components, uploads, poll)
    pings = mentions.pings(
        realm,
        channel,
        content,
        body.allowed_mentions,
        granted=sender.granted,
        default=sender.default_pings,
        replied_to=original.author_id if original and original.face is None else None,
    )
    attachments = files.attach(realm, channel.id, uploads, body.attachments)
    message = DiscordMessage(
        setting.message_id or realm.snowflakes.next(),
        channel.id,
        sender.author_id,
        type=REPLY if reply_to else setting.type,
        content=content,
        sent_at=realm.clock.now(),
        flags=flags,
        tts=bool(body.tts),
        embeds=embeds,
        components=components,
        attachments=attachments,
        mentions=list(pings.users),
        mention_roles=list(pings.roles),
        mention_everyone=pings.everyone,
        nonce=body.nonce,
        webhook_id=sender.webhook_id,
        application_id=sender.application_id,
        face=sender.face,
        reply_to=reply_to or setting.reply_to,
        interaction=setting.origin,
        visible_to=setting.visible_to,
        poll=poll,
    )
    if body.enforce_nonce and body.nonce is not None:
        key = (channel.id, sender.author_id, str(body.nonce))
        now = realm.clock.monotonic()
        nonces = realm.state.nonces
        nonces.pop(key, None)  # so that the oldest stands first
        while nonces and now - nonces[first := next(iter(nonces))][0] > NONCE_SECONDS:
            del nonces[first]
        nonces[key] = (now, message.id)
    add(realm, channel, message)
    return message


def add(realm: Realm, channel: DiscordChannel, message: DiscordMessage) -> None:
    """Put a finished message into its channel and tell who may see it."""
    realm.state.messages.setdefault(channel.id, {})[message.id] = message
    if message.visible_to is None:
        channel.last_message_id = message.id
        if channel.type in THREADS:
            threads.note_message(realm, channel, message)
    _tell(realm, "MESSAGE_CREATE", message)


def edit(
    realm: Realm,
    message: DiscordMessage,
    body: MessageBody,
    uploads: tuple[Upload, ...] = (),
    *,
    sender: Sender,
    loading_done: bool = False,
) -> None:
    """Change the fields the request names. `loading_done`: this answers a deferred interaction."""
    if loading_done:
        message.flags &= ~LOADING
    if body.gives("flags") and body.flags is not None:
        message.flags = message.flags & ~(SETTABLE & ~IS_V2) | (body.flags & SETTABLE)
    channel = realm.channel(message.channel_id)
    content = (body.content or "").strip() if body.gives("content") else message.content
    embeds = drafts.embeds(body) if body.gives("embeds") else message.embeds
    components = message.components
    if body.gives("components"):
        components = drafts.components(body, message.flags, interactive=sender.interactive)
    old_files = drafts.kept(message, body)
    poll = drafts.poll(realm, body.poll) if body.poll and loading_done else message.poll
    drafts.check_not_empty(message.flags, content, embeds, components, (*uploads, *old_files), poll)
    if len(old_files) + len(uploads) > files.FILES_LIMIT:
        raise bad_field(("attachments",), "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
    fresh = body.attachments and tuple(a for a in body.attachments if a.id not in {k.id for k in old_files})
    attachments = old_files + files.attach(realm, channel.id, uploads, fresh or None)
    if body.gives("content"):
        pings = mentions.pings(
            realm,
            channel,
            content,
            body.allowed_mentions,
            granted=sender.granted,
            default=sender.default_pings,
        )
        message.mentions, message.mention_roles = list(pings.users), list(pings.roles)
        message.mention_everyone = pings.everyone
    message.content = content
    message.embeds = embeds
    message.components = components
    message.attachments = attachments
    message.poll = poll
    if not loading_done:
        message.edited_at = realm.clock.now()
    _tell(realm, "MESSAGE_UPDATE", message)


def retell(realm: Realm, message: DiscordMessage) -> None:
    """Tell of a message whose surroundings changed: a thread, a pin, a finished poll."""
    _tell(realm, "MESSAGE_UPDATE", message)


def delete(realm: Realm, message: DiscordMessage) -> None:
    """Remove one message."""
    channel = realm.channel(message.channel_id)
    _forget(realm, channel, message)
    payload: Payload = {"id": str(message.id), "channel_id": str(channel.id)}
    _tell_removal(realm, "MESSAGE_DELETE", channel, payload, message.visible_to)


def delete_many(realm: Realm, channel: DiscordChannel, message_ids: Sequence[int]) -> None:
    """Remove several messages in one event; ids that are not there are passed over."""
    log = realm.state.messages.get(channel.id, {})
    victims = [log[i] for i in message_ids if i in log and log[i].visible_to is None]
    for message in victims:
        _forget(realm, channel, message)
    if victims:
        payload: Payload = {"ids": ids(m.id for m in victims), "channel_id": str(channel.id)}
        _tell_removal(realm, "MESSAGE_DELETE_BULK", channel, payload, None)


def pin(realm: Realm, message: DiscordMessage, by: Sender) -> None:
    """Pin a message, with the notice Discord posts about it."""
    channel = realm.channel(message.channel_id)
    message.pinned_at = channel.last_pin_at = realm.clock.now()
    retell(realm, message)
    _tell_pins(realm, channel)
    notice = DiscordMessage(
        realm.snowflakes.next(),
        channel.id,
        by.author_id,
        type=PIN_NOTICE,
        sent_at=realm.clock.now(),
        reply_to=DiscordReference(channel.id, channel.guild_id, message.id),
    )
    add(realm, channel, notice)


def unpin(realm: Realm, message: DiscordMessage) -> None:
    message.pinned_at = None
    retell(realm, message)
    _tell_pins(realm, realm.channel(message.channel_id))


def _tell_pins(realm: Realm, channel: DiscordChannel) -> None:
    payload: Payload = {"channel_id": str(channel.id)}
    if channel.guild_id is not None:
        payload["guild_id"] = str(channel.guild_id)
    if channel.last_pin_at is not None:
        payload["last_pin_timestamp"] = stamp(channel.last_pin_at)
    intent = intents.GUILDS if channel.guild_id is not None else intents.DIRECT_MESSAGES
    realm.publish(GatewayEvent("CHANNEL_PINS_UPDATE", payload, channel.guild_id, channel.id, intents=intent))


def _tell(realm: Realm, name: str, message: DiscordMessage) -> None:
    channel = realm.channel(message.channel_id)
    only = frozenset({message.visible_to}) if message.visible_to is not None else None
    payload = message_payloads.dispatched(realm, message)
    intent = intents.messages(channel.guild_id)
    realm.publish(GatewayEvent(name, payload, channel.guild_id, channel.id, only, intent, has_content=True))


def _tell_removal(
    realm: Realm, name: str, channel: DiscordChannel, payload: Payload, visible_to: int | None
) -> None:
    if channel.guild_id is not None:
        payload["guild_id"] = str(channel.guild_id)
    only = frozenset({visible_to}) if visible_to is not None else None
    intent = intents.messages(channel.guild_id)
    realm.publish(GatewayEvent(name, payload, channel.guild_id, channel.id, only, intent))


def _forget(realm: Realm, channel: DiscordChannel, message: DiscordMessage) -> None:
    del realm.state.messages[channel.id][message.id]
    if channel.thread is not None and message.visible_to is None:
        channel.thread.message_count = max(0, channel.thread.message_count - 1)
    for attachment in message.attachments:
        realm.state.blobs.pop(f"/attachments/{channel.id}/{attachment.id}/{attachment.filename}", None)
