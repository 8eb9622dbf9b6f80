"""The parts of a message: embeds, components, poll, reply and kept files, checked as Discord checks them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import cast

from bot.playground.server.payloads.message_components import IS_V2, message_components
from bot.playground.server.payloads.request_bodies import EMBEDS_LIMIT, MessageBody, PollBody, embed_payload
from bot.playground.server.state.discord_errors import DiscordError, bad_field
from bot.playground.server.state.discord_records import (
    DiscordAttachment,
    DiscordChannel,
    DiscordMessage,
    DiscordReference,
    Poll,
    PollAnswer,
)
from bot.playground.server.state.discord_state import Realm
from bot.playground.server.state.json_wire import Json, Payload

EPHEMERAL = 1 << 6
LOADING = 1 << 7
SETTABLE = 1 << 2 | 1 << 12 | IS_V2
"""The flags a sender may set: suppressed embeds, no notification, version 2 components."""


def embeds(body: MessageBody) -> list[Payload]:
    """The embeds as the message carries them. Raises 50035 beyond 6,000 characters and for empty ones."""
    entries = body.embeds or ()
    if sum(e.length for e in entries) > EMBEDS_LIMIT:
        message = f"Embed size exceeds maximum size of {EMBEDS_LIMIT}"
        raise bad_field(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", message)
    for n, embed in enumerate(entries):
        if embed.is_empty:
            raise bad_field(("embeds", n, "description"), "BASE_TYPE_REQUIRED", "This field is required")
    return [embed_payload(e) for e in entries]


def components(body: MessageBody, flags: int, *, interactive: bool) -> list[Payload]:
    """The components as the message carries them. Raises 50035; version 2 stands alone."""
    entries = cast("list[Json]", body.components or [])
    v2 = bool(flags & IS_V2)
    if v2 and (body.content or body.embeds or body.poll):
        message = (
            "The 'content', 'embeds' and 'poll' fields cannot be used when using MessageFlags.IS_COMPONENTS_V2"
        )
        raise bad_field(("flags",), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)
    return message_components(entries, v2=v2, interactive=interactive) if entries else []


def check_not_empty(flags: int, content: str, *others: Sequence[object] | Poll | None) -> None:
    """Raises 50006 for a message without anything in it; a promised one has nothing yet."""
    if not (flags & LOADING or content or any(others)):
        raise DiscordError(50006)


def reply(
    realm: Realm, channel: DiscordChannel, body: MessageBody
) -> tuple[DiscordMessage | None, DiscordReference | None]:
    """The message that is answered, if any. Raises 50035 when there is none in this channel."""
    reference = body.message_reference
    if reference is None:
        return None, None
    if reference.type != 0:
        raise bad_field(("message_reference", "type"), "BASE_TYPE_CHOICES", "Forwarding is not supported here.")
    if reference.channel_id not in (None, channel.id):
        message = "Cannot reply to a message in a different channel"
        raise bad_field(("message_reference",), "REPLIES_CANNOT_REPLY_TO_MESSAGE_IN_OTHER_CHANNEL", message)
    original = realm.state.messages.get(channel.id, {}).get(reference.message_id)
    if original is None or original.visible_to is not None:
        if reference.fail_if_not_exists:
            raise bad_field(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return None, None
    return original, DiscordReference(channel.id, channel.guild_id, original.id)


def kept(message: DiscordMessage, body: MessageBody) -> list[DiscordAttachment]:
    """The attachments an edit leaves: all, or those it names."""
    if not body.gives("attachments"):
        return list(message.attachments)
    parts = {part.id: part for part in body.attachments or ()}
    return [
        replace(a, description=parts[a.id].description or a.description)
        for a in message.attachments
        if a.id in parts
    ]


def poll(realm: Realm, body: PollBody) -> Poll:
    """A poll that starts now. Raises 50035."""
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
