"""The JSON of messages, in REST answers and in gateway events."""

from collections.abc import Mapping, Sequence

from bot.playground.server.payloads import guild_payloads as payloads
from bot.playground.server.state.discord_records import (
    DiscordAttachment,
    DiscordMessage,
    DiscordReaction,
    DiscordReference,
    InteractionOrigin,
    Poll,
)
from bot.playground.server.state.discord_state import Realm
from bot.playground.server.state.json_wire import Json, Payload, fields, ids, stamp, text

HAS_THREAD = 1 << 5


def author(realm: Realm, message: DiscordMessage) -> Payload:
    """Who a message is shown as: its account, or the face a webhook lent it."""
    if message.face is not None:
        return {
            "id": str(message.author_id),
            "username": message.face.username,
            "global_name": None,
            "avatar": message.face.avatar,
            "discriminator": "0000",
            "public_flags": 0,
            "flags": 0,
            "bot": True,
            "primary_guild": None,
        }
    user = realm.state.users.get(message.author_id)
    return payloads.user(user or payloads.gone_user(message.author_id))


def message(realm: Realm, one: DiscordMessage, viewer: int | None = None, *, with_reply: bool = True) -> Payload:
    """A message for REST; `viewer` decides which reactions and votes are their own."""
    payload: Payload = {
        "id": str(one.id),
        "channel_id": str(one.channel_id),
        "type": one.type,
        "content": one.content,
        "author": author(realm, one),
        "timestamp": stamp(one.sent_at),
        "edited_timestamp": stamp(one.edited_at) if one.edited_at else None,
        "flags": one.flags,
        "tts": one.tts,
        "pinned": one.pinned_at is not None,
        "mention_everyone": one.mention_everyone,
        "mentions": [payloads.user(realm.user(u)) for u in one.mentions if u in realm.state.users],
        "mention_roles": ids(one.mention_roles),
        "attachments": [attachment(realm, a, ephemeral=one.visible_to is not None) for a in one.attachments],
        "embeds": [_with_files(realm, e, one) for e in one.embeds],
        "components": [_with_files(realm, c, one, of_component=True) for c in one.components],
    }
    if one.nonce is not None:
        payload["nonce"] = one.nonce
    if one.webhook_id is not None:
        payload["webhook_id"] = str(one.webhook_id)
    if one.application_id is not None:
        payload["application_id"] = str(one.application_id)
    if one.reactions:
        payload["reactions"] = [reaction(r, viewer) for r in one.reactions]
    if one.poll is not None:
        payload["poll"] = poll(one.poll, viewer)
    if one.interaction is not None:
        payload |= _origin(realm, one.interaction)
    if one.flags & HAS_THREAD and (thread := realm.state.channels.get(one.id)):
        payload["thread"] = payloads.channel(realm, thread)
    if one.reply_to is not None:
        payload |= _reference(realm, one, one.reply_to, viewer, with_reply=with_reply)
    return payload


def dispatched(realm: Realm, one: DiscordMessage) -> Payload:
    """A message as MESSAGE_CREATE and MESSAGE_UPDATE carry it: with guild and members where there are any."""
    payload = message(realm, one)
    guild_id = realm.channel(one.channel_id).guild_id
    if guild_id is None:
        return payload
    guild = realm.guild(guild_id)
    payload["guild_id"] = str(guild_id)
    if one.face is None and (own := guild.members.get(one.author_id)):
        payload["member"] = payloads.member(realm, own, with_user=False)
    payload["mentions"] = [_mention(realm, user_id, guild_id) for user_id in one.mentions]
    return payload


def blanked(payload: Payload) -> Payload:
    """The message without what it says, for bots that lack the message content intent."""
    nothing: list[Json] = []
    copy: Payload = {key: value for key, value in payload.items() if key != "poll"}
    copy |= {"content": "", "embeds": nothing, "attachments": nothing, "components": nothing}
    original = copy.get("referenced_message")
    if isinstance(original, Mapping):
        copy["referenced_message"] = blanked(dict(original))
    return copy


def attachment(realm: Realm, one: DiscordAttachment, *, ephemeral: bool) -> Payload:
    """A file as those who may see it are told of it."""
    url = f"{realm.origin}{one.path}"
    payload: Payload = {
        "id": str(one.id),
        "filename": one.filename,
        "size": one.size,
        "url": url,
        "proxy_url": url,
        "content_type": one.content_type,
    }
    if one.width is not None and one.height is not None:
        payload |= {"width": one.width, "height": one.height}
    if one.description is not None:
        payload["description"] = one.description
    if ephemeral:
        payload["ephemeral"] = True
    return payload


def _with_files(realm: Realm, payload: Payload, message: DiscordMessage, *, of_component: bool = False) -> Payload:
    """The payload with `attachment://name` replaced by where that file now is.

    Of a component what is known of the file is told as well; embeds do not have it.
    """
    files = {f"attachment://{a.filename}": a for a in message.attachments}

    def replaced(value: Json) -> Json:
        if isinstance(value, str):
            return f"{realm.origin}{files[value].path}" if value in files else value
        if isinstance(value, Mapping):
            inner = {key: replaced(part) for key, part in value.items()}
            return inner | _of_file(value, files) if of_component else inner
        if isinstance(value, Sequence):
            return [replaced(inner) for inner in value]
        return value

    return {**fields(replaced(payload))} if files else payload


def _of_file(component: Mapping[str, Json], known: Mapping[str, DiscordAttachment]) -> Payload:
    """What a component, or the media in it, says of the attached file it shows."""
    if (file := known.get(text(fields(component.get("file")).get("url")))) is not None:
        return {"name": file.filename, "size": file.size}
    if "proxy_url" not in component or (file := known.get(text(component.get("url")))) is None:
        return {}
    details: Payload = {"attachment_id": str(file.id), "content_type": file.content_type}
    return details | ({"width": file.width, "height": file.height} if file.width is not None else {})


def reaction(one: DiscordReaction, viewer: int | None) -> Payload:
    return {
        "emoji": reaction_emoji(one),
        "count": len(one.users),
        "count_details": {"burst": 0, "normal": len(one.users)},
        "burst_colors": [],
        "me_burst": False,
        "burst_me": False,
        "burst_count": 0,
        "me": viewer in one.users,
    }


def reaction_emoji(one: DiscordReaction) -> Payload:
    if one.emoji_id is None:
        return {"id": None, "name": one.name}
    return {"id": str(one.emoji_id), "name": one.name, "animated": one.animated}


def poll(one: Poll, viewer: int | None) -> Payload:
    return {
        "question": {"text": one.question},
        "answers": [{"answer_id": a.id, "poll_media": a.media} for a in one.answers],
        "expiry": stamp(one.expires_at),
        "allow_multiselect": one.multiselect,
        "layout_type": one.layout,
        "results": {
            "is_finalized": one.finalized,
            "answer_counts": [
                {"id": a.id, "count": len(a.voters), "me_voted": viewer in a.voters}
                for a in one.answers
                if a.voters
            ],
        },
    }


def _mention(realm: Realm, user_id: int, guild_id: int) -> Payload:
    payload = payloads.user(realm.state.users.get(user_id) or payloads.gone_user(user_id))
    if own := realm.guild(guild_id).members.get(user_id):
        payload["member"] = payloads.member(realm, own, with_user=False)
    return payload


def _reference(
    realm: Realm, one: DiscordMessage, reference: DiscordReference, viewer: int | None, *, with_reply: bool
) -> Payload:
    place: Payload = {"type": 0, "channel_id": str(reference.channel_id)}
    if reference.guild_id is not None:
        place["guild_id"] = str(reference.guild_id)
    if reference.message_id is None:
        return {"message_reference": place}
    place["message_id"] = str(reference.message_id)
    payload: Payload = {"message_reference": place}
    if with_reply:
        original = realm.state.messages.get(reference.channel_id, {}).get(reference.message_id)
        if original is not None and original.visible_to not in (None, one.visible_to):
            original = None  # an ephemeral message is not quoted where others would read it
        payload["referenced_message"] = message(realm, original, viewer, with_reply=False) if original else None
    return payload


def _origin(realm: Realm, one: InteractionOrigin) -> Payload:
    payload: Payload = {"interaction_metadata": origin(realm, one)}
    if one.type == 2:
        payload["interaction"] = {
            "id": str(one.id),
            "type": one.type,
            "name": one.name or "",
            "user": payloads.user(realm.user(one.user_id)),
        }
    return payload


def origin(realm: Realm, one: InteractionOrigin) -> Payload:
    """The metadata of the interaction that brought a message about."""
    payload: Payload = {
        "id": str(one.id),
        "type": one.type,
        "user": payloads.user(realm.user(one.user_id)),
        "authorizing_integration_owners": {"0": str(one.guild_id or 0)},
    }
    if one.name is not None and one.type == 2:
        payload["name"] = one.name
    optional: dict[str, int | None] = {
        "interacted_message_id": one.interacted_message_id,
        "original_response_message_id": one.original_response_id,
        "target_message_id": one.target_message_id,
    }
    payload |= {key: str(value) for key, value in optional.items() if value is not None}
    if one.target_user_id is not None:
        payload["target_user"] = payloads.user(realm.user(one.target_user_id))
    if one.triggered_by is not None:
        payload["triggering_interaction_metadata"] = origin(realm, one.triggered_by)
    return payload


def listed(realm: Realm, messages: list[DiscordMessage], viewer: int) -> list[Json]:
    """Messages as a list for one viewer."""
    return [message(realm, m, viewer) for m in messages]
