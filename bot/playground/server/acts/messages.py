"""Messages: posting, editing, deleting, pinning, and the direct consequences for threads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import cast

from bot.playground.server import files, intents, mentions, message_payloads
from bot.playground.server.acts import threads
from bot.playground.server.bodies import EMBEDS_LIMIT, MessageBody, PollBody, embed_payload
from bot.playground.server.components import IS_V2, message_components
from bot.playground.server.errors import DiscordError, bad_field
from bot.playground.server.files import Upload
from bot.playground.server.model import (
    THREADS,
    Attachment,
    Channel,
    Face,
    InteractionOrigin,
    Message,
    Poll,
    PollAnswer,
    Reference,
)
from bot.playground.server.realm import Event, Realm
from bot.playground.server.wire import Json, Payload, ids, stamp

EPHEMERAL = 1 << 6
LOADING = 1 << 7
SETTABLE = 1 << 2 | 1 << 12 | IS_V2
"""The flags a sender may set: suppressed embeds, no notification, version 2 components."""

DEFAULT, PIN_NOTICE, REPLY, THREAD_STARTER = 0, 6, 19, 21
NONCE_SECONDS = 300.0


@dataclass(frozen=True)
class Sender:
    """Who a message comes from and what they may do there."""

    author_id: int
    granted: int
    face: Face | None = None
    webhook_id: int | None = None
    application_id: int | None = None
    default_pings: frozenset[str] = mentions.ALL_KINDS
    interactive: bool = True


@dataclass(frozen=True)
class Setting:
    """What an interaction adds to a message it brings about."""

    type: int = DEFAULT
    flags: int = 0
    visible_to: int | None = None
    origin: InteractionOrigin | None = None
    reply_to: Reference | None = None


def repeated(realm: Realm, channel: Channel, author_id: int, body: MessageBody) -> Message | None:
    """The message already sent with this enforced nonce in the last minutes."""
    if not body.enforce_nonce or body.nonce is None:
        return None
    known = realm.state.nonces.get((channel.id, author_id, str(body.nonce)))
    if known is None or realm.clock.monotonic() - known[0] > NONCE_SECONDS:
        return None
    return realm.state.messages.get(channel.id, {}).get(known[1])


def post(
    realm: Realm,
    channel: Channel,
    sender: Sender,
    body: MessageBody,
    uploads: tuple[Upload, ...] = (),
    setting: Setting | None = None,
) -> Message:
    """Send a message. Raises DiscordError for what Discord would not take; nothing has changed then."""
    setting = setting or Setting()
    content = (body.content or "").strip()
    flags = setting.flags | ((body.flags or 0) & SETTABLE)
    embeds = _embeds(body)
    components = _components(body, flags, sender)
    poll = _poll(realm, body.poll) if body.poll else None
    _check_not_empty(flags, content, embeds, components, uploads, poll)
    quoted, reply_to = _reply(realm, channel, body)
    pinged = mentions.pings(
        realm,
        channel,
        content,
        body.allowed_mentions,
        granted=sender.granted,
        default=sender.default_pings,
        replied_to=quoted.author_id if quoted and quoted.face is None else None,
    )
    attachments = files.attach(realm, channel.id, uploads, body.attachments)
    message = Message(
        realm.snowflakes.next(),
        channel.id,
        sender.author_id,
        type=REPLY if reply_to else setting.type,
        content=content,
        sent_at=realm.clock.now(),
        flags=flags,
        tts=bool(body.tts),
        embeds=[_with_files(realm, e, attachments) for e in embeds],
        components=[_with_files(realm, c, attachments) for c in components],
        attachments=attachments,
        mentions=list(pinged.users),
        mention_roles=list(pinged.roles),
        mention_everyone=pinged.everyone,
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
        realm.state.nonces[key] = (realm.clock.monotonic(), message.id)
    add(realm, channel, message)
    return message


def add(realm: Realm, channel: Channel, message: Message) -> None:
    """Put a finished message into its channel and tell who may see it."""
    realm.state.messages.setdefault(channel.id, {})[message.id] = message
    if message.visible_to is None:
        channel.last_message_id = message.id
        if channel.type in THREADS:
            threads.note_message(realm, channel, message)
    _tell(realm, "MESSAGE_CREATE", message)


def edit(
    realm: Realm,
    message: Message,
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
    embeds = _embeds(body) if body.gives("embeds") else message.embeds
    components = _components(body, message.flags, sender) if body.gives("components") else message.components
    kept = _kept(message, body)
    poll = _poll(realm, body.poll) if body.poll and loading_done else message.poll
    _check_not_empty(message.flags, content, embeds, components, (*uploads, *kept), poll)
    if len(kept) + len(uploads) > files.FILES_LIMIT:
        raise bad_field(("attachments",), "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
    fresh = body.attachments and tuple(a for a in body.attachments if a.id not in {k.id for k in kept})
    attachments = kept + files.attach(realm, channel.id, uploads, fresh or None)
    if body.gives("content"):
        pinged = mentions.pings(
            realm,
            channel,
            content,
            body.allowed_mentions,
            granted=sender.granted,
            default=sender.default_pings,
        )
        message.mentions, message.mention_roles = list(pinged.users), list(pinged.roles)
        message.mention_everyone = pinged.everyone
    message.content = content
    message.embeds = [_with_files(realm, e, attachments) for e in embeds]
    message.components = [_with_files(realm, c, attachments) for c in components]
    message.attachments = attachments
    message.poll = poll
    if not loading_done:
        message.edited_at = realm.clock.now()
    _tell(realm, "MESSAGE_UPDATE", message)


def retell(realm: Realm, message: Message) -> None:
    """Tell of a message whose surroundings changed: a thread, a pin, a finished poll."""
    _tell(realm, "MESSAGE_UPDATE", message)


def delete(realm: Realm, message: Message) -> None:
    """Remove one message."""
    channel = realm.channel(message.channel_id)
    _forget(realm, channel, message)
    payload: Payload = {"id": str(message.id), "channel_id": str(channel.id)}
    _tell_removal(realm, "MESSAGE_DELETE", channel, payload, message.visible_to)


def delete_many(realm: Realm, channel: Channel, message_ids: Sequence[int]) -> None:
    """Remove several messages in one event; ids that are not there are passed over."""
    known = realm.state.messages.get(channel.id, {})
    gone = [known[i] for i in message_ids if i in known and known[i].visible_to is None]
    for message in gone:
        _forget(realm, channel, message)
    if gone:
        payload: Payload = {"ids": ids(m.id for m in gone), "channel_id": str(channel.id)}
        _tell_removal(realm, "MESSAGE_DELETE_BULK", channel, payload, None)


def pin(realm: Realm, message: Message, by: Sender) -> None:
    """Pin a message, with the notice Discord posts about it."""
    channel = realm.channel(message.channel_id)
    message.pinned_at = channel.last_pin_at = realm.clock.now()
    retell(realm, message)
    _tell_pins(realm, channel)
    notice = Message(
        realm.snowflakes.next(),
        channel.id,
        by.author_id,
        type=PIN_NOTICE,
        sent_at=realm.clock.now(),
        reply_to=Reference(channel.id, channel.guild_id, message.id),
    )
    add(realm, channel, notice)


def unpin(realm: Realm, message: Message) -> None:
    message.pinned_at = None
    retell(realm, message)
    _tell_pins(realm, realm.channel(message.channel_id))


def _tell_pins(realm: Realm, channel: Channel) -> None:
    payload: Payload = {"channel_id": str(channel.id)}
    if channel.guild_id is not None:
        payload["guild_id"] = str(channel.guild_id)
    if channel.last_pin_at is not None:
        payload["last_pin_timestamp"] = stamp(channel.last_pin_at)
    needed = intents.GUILDS if channel.guild_id is not None else intents.DIRECT_MESSAGES
    realm.publish(Event("CHANNEL_PINS_UPDATE", payload, channel.guild_id, channel.id, intents=needed))


def _tell(realm: Realm, name: str, message: Message) -> None:
    channel = realm.channel(message.channel_id)
    only = frozenset({message.visible_to}) if message.visible_to is not None else None
    payload = message_payloads.dispatched(realm, message)
    needed = intents.messages(channel.guild_id)
    realm.publish(Event(name, payload, channel.guild_id, channel.id, only, needed, has_content=True))


def _tell_removal(realm: Realm, name: str, channel: Channel, payload: Payload, visible_to: int | None) -> None:
    if channel.guild_id is not None:
        payload["guild_id"] = str(channel.guild_id)
    only = frozenset({visible_to}) if visible_to is not None else None
    needed = intents.messages(channel.guild_id)
    realm.publish(Event(name, payload, channel.guild_id, channel.id, only, needed))


def _forget(realm: Realm, channel: Channel, message: Message) -> None:
    del realm.state.messages[channel.id][message.id]
    if channel.thread is not None and message.visible_to is None:
        channel.thread.message_count = max(0, channel.thread.message_count - 1)
    for attachment in message.attachments:
        realm.state.blobs.pop(f"/attachments/{channel.id}/{attachment.id}/{attachment.filename}", None)


def _embeds(body: MessageBody) -> list[Payload]:
    embeds = body.embeds or ()
    if sum(e.length for e in embeds) > EMBEDS_LIMIT:
        message = f"Embed size exceeds maximum size of {EMBEDS_LIMIT}"
        raise bad_field(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", message)
    for n, embed in enumerate(embeds):
        if embed.is_empty:
            raise bad_field(("embeds", n, "description"), "BASE_TYPE_REQUIRED", "This field is required")
    return [embed_payload(e) for e in embeds]


def _components(body: MessageBody, flags: int, sender: Sender) -> list[Payload]:
    given = cast("list[Json]", body.components or [])
    v2 = bool(flags & IS_V2)
    if v2 and (body.content or body.embeds or body.poll):
        message = (
            "The 'content', 'embeds' and 'poll' fields cannot be used when using MessageFlags.IS_COMPONENTS_V2"
        )
        raise bad_field(("flags",), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)
    return message_components(given, v2=v2, interactive=sender.interactive) if given else []


def _check_not_empty(
    flags: int,
    content: str,
    embeds: Sequence[Payload],
    components: Sequence[Payload],
    files_given: Sequence[object],
    poll: Poll | None,
) -> None:
    if flags & LOADING:
        return
    if not (content or embeds or components or files_given or poll):
        raise DiscordError(50006)


def _reply(realm: Realm, channel: Channel, body: MessageBody) -> tuple[Message | None, Reference | None]:
    wanted = body.message_reference
    if wanted is None:
        return None, None
    if wanted.channel_id not in (None, channel.id):
        message = "Cannot reply to a message in a different channel"
        raise bad_field(("message_reference",), "REPLIES_CANNOT_REPLY_TO_MESSAGE_IN_OTHER_CHANNEL", message)
    quoted = realm.state.messages.get(channel.id, {}).get(wanted.message_id)
    if quoted is None or quoted.visible_to is not None:
        if wanted.fail_if_not_exists:
            raise bad_field(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return None, None
    return quoted, Reference(channel.id, channel.guild_id, quoted.id)


def _kept(message: Message, body: MessageBody) -> list[Attachment]:
    if not body.gives("attachments"):
        return list(message.attachments)
    described = {part.id: part for part in body.attachments or ()}
    return [
        replace(a, description=described[a.id].description or a.description)
        for a in message.attachments
        if a.id in described
    ]


def _with_files(realm: Realm, payload: Payload, attachments: Sequence[Attachment]) -> Payload:
    """The payload with `attachment://name` replaced by where that file now is."""
    urls = {f"attachment://{a.filename}": f"{realm.origin}{a.path}" for a in attachments}

    def replaced(value: Json) -> Json:
        if isinstance(value, str):
            return urls.get(value, value)
        if isinstance(value, Mapping):
            return {key: replaced(inner) for key, inner in value.items()}
        if isinstance(value, Sequence):
            return [replaced(inner) for inner in value]
        return value

    return {key: replaced(value) for key, value in payload.items()} if urls else payload


def _poll(realm: Realm, body: PollBody) -> Poll:
    if not body.question.text:
        raise bad_field(("poll", "question", "text"), "BASE_TYPE_REQUIRED", "This field is required")
    answers: list[PollAnswer] = []
    for n, answer in enumerate(body.answers):
        media = cast("Payload", answer.poll_media.model_dump(exclude_none=True))
        if len(answer.poll_media.text or "") > 55:
            raise bad_field(
                ("poll", "answers", n, "poll_media", "text"),
                "BASE_TYPE_MAX_LENGTH",
                "Must be 55 or fewer in length.",
            )
        answers.append(PollAnswer(n + 1, media))
    ends = realm.clock.now() + timedelta(hours=body.duration or 24)
    return Poll(body.question.text, answers, ends, body.allow_multiselect, body.layout_type or 1)
