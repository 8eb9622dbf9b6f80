"""Interactions: a human's use of a command, component or modal, the bot's answer in time, and follow-ups."""

from collections.abc import Sequence
from datetime import timedelta

from bot.playground.server.acts import message_acts as messages
from bot.playground.server.acts.message_acts import Sender, Setting
from bot.playground.server.acts.message_drafts import EPHEMERAL, LOADING
from bot.playground.server.payloads import guild_payloads as payloads
from bot.playground.server.payloads import message_components as components
from bot.playground.server.payloads import message_payloads
from bot.playground.server.payloads import message_pings as mentions
from bot.playground.server.payloads.request_bodies import MessageBody
from bot.playground.server.payloads.uploaded_files import Upload
from bot.playground.server.state import permission_bits as perm
from bot.playground.server.state.discord_errors import bad_field
from bot.playground.server.state.discord_records import (
    DiscordChannel,
    DiscordInteraction,
    DiscordMessage,
    DiscordReference,
    InteractionStage,
)
from bot.playground.server.state.discord_state import GatewayEvent, Realm
from bot.playground.server.state.json_wire import Json, Payload, items

ANSWER_SECONDS = 3.0
TOKEN_LIFE = timedelta(minutes=15)
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
SLASH_ANSWER, MENU_ANSWER, REPLY = 20, 23, 19


def begin(realm: Realm, interaction: DiscordInteraction) -> None:
    """Hand an interaction to its application and start its three seconds."""
    interactions, now = realm.state.interactions, realm.clock.now()
    while interactions and now - interactions[oldest := next(iter(interactions))].made_at > 2 * TOKEN_LIFE:
        del interactions[oldest]
    interactions[interaction.token] = interaction
    _tell_user(realm, interaction, "INTERACTION_CREATE", {})
    only = frozenset({interaction.application_id})
    payload = described(realm, interaction)
    realm.publish(GatewayEvent("INTERACTION_CREATE", payload, interaction.guild_id, only=only))
    realm.timers.after(ANSWER_SECONDS, lambda: _expire(realm, interaction))


def _expire(realm: Realm, interaction: DiscordInteraction) -> None:
    if interaction.stage is InteractionStage.OPEN:
        interaction.stage = InteractionStage.EXPIRED
        _tell_user(realm, interaction, "INTERACTION_FAILURE", {"reason_code": 2})


def token_is_dead(realm: Realm, interaction: DiscordInteraction) -> bool:
    """Whether the 15 minutes of an interaction's token are over."""
    return realm.clock.now() - interaction.made_at > TOKEN_LIFE


def is_late(realm: Realm, interaction: DiscordInteraction) -> bool:
    """Whether the time for the first answer is over."""
    return realm.clock.now() - interaction.made_at > timedelta(seconds=ANSWER_SECONDS)


def described(realm: Realm, one: DiscordInteraction) -> Payload:
    """INTERACTION_CREATE as the bot gets it."""
    channel = realm.channel(one.channel_id)
    payload: Payload = {
        "id": str(one.id),
        "application_id": str(one.application_id),
        "type": one.type,
        "token": one.token,
        "version": 1,
        "attachment_size_limit": 10 * 1024 * 1024,
        "app_permissions": str(_app_permissions(realm, one.application_id, channel)),
        "authorizing_integration_owners": {"0": str(one.guild_id or 0)},
        "context": 0 if one.guild_id is not None else 1,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "locale": realm.user(one.user_id).locale,
        "channel_id": str(channel.id),
        "channel": partial_channel(realm, channel, one.user_id),
        "data": one.data,
    }
    if one.guild_id is not None:
        guild = realm.guild(one.guild_id)
        payload |= {
            "guild_id": str(guild.id),
            "guild_locale": guild.locale,
            "guild": {"id": str(guild.id), "features": [], "locale": guild.locale},
            "member": payloads.member(realm, guild.members[one.user_id])
            | {"permissions": str(realm.permissions(one.user_id, channel))},
        }
    else:
        payload["user"] = payloads.user(realm.user(one.user_id))
    if one.message_id is not None:
        message = realm.state.messages.get(channel.id, {}).get(one.message_id)
        if message is not None:
            payload["message"] = message_payloads.message(realm, message)
    return payload


def partial_channel(realm: Realm, channel: DiscordChannel, viewer: int) -> Payload:
    """A channel as interactions show it, with what the user may do there."""
    return payloads.channel(realm, channel) | {"permissions": str(realm.permissions(viewer, channel))}


def _app_permissions(realm: Realm, application_id: int, channel: DiscordChannel) -> int:
    rights = realm.permissions(application_id, channel)
    return rights or perm.EMBED_LINKS | perm.ATTACH_FILES | perm.MENTION_EVERYONE


def answer(
    realm: Realm,
    interaction: DiscordInteraction,
    body: MessageBody,
    uploads: tuple[Upload, ...],
    *,
    deferred: bool,
) -> DiscordMessage:
    """Answer with a message, or with the promise of one (`deferred`)."""
    flags = (body.flags or 0) & EPHEMERAL
    if deferred:
        body, flags = MessageBody(), flags | LOADING
    message = _post(realm, interaction, body, uploads, flags, _answer_type(interaction), _source(interaction))
    _answered(realm, interaction, message.id)
    return message


def update(
    realm: Realm,
    interaction: DiscordInteraction,
    message: DiscordMessage,
    body: MessageBody,
    uploads: tuple[Upload, ...],
) -> None:
    """Answer by changing the message the component is on."""
    messages.edit(realm, message, body, uploads, sender=_sender(realm, interaction))
    _answered(realm, interaction, message.id)


def defer_update(realm: Realm, interaction: DiscordInteraction) -> None:
    """Answer that the component's message may be changed later."""
    _answered(realm, interaction, interaction.message_id)


def suggest(realm: Realm, interaction: DiscordInteraction, choices: Sequence[Json]) -> None:
    """Answer with choices while the human types. Raises 50035 for more than 25."""
    if len(choices) > 25:
        raise bad_field(("data", "choices"), "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    interaction.stage = InteractionStage.ANSWERED
    payload: Payload = {"choices": choices}
    _tell_user(realm, interaction, "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE", payload)


def open_modal(realm: Realm, interaction: DiscordInteraction, data: Payload) -> None:
    """Answer with a form. Raises 50035 for a title or components Discord refuses."""
    title, custom_id = data.get("title"), data.get("custom_id")
    if not isinstance(title, str) or not 1 <= len(title) <= 45:
        raise bad_field(("data", "title"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 45 in length.")
    if not isinstance(custom_id, str) or not 1 <= len(custom_id) <= 100:
        raise bad_field(("data", "custom_id"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
    parts: list[Json] = [*components.modal_components(items(data.get("components")))]
    interaction.modal = {"title": title, "custom_id": custom_id, "components": parts}
    interaction.stage = InteractionStage.ANSWERED
    application = realm.state.applications[interaction.application_id]
    payload: Payload = {
        **interaction.modal,
        "channel_id": str(interaction.channel_id),
        "application": {
            "id": str(application.id),
            "name": application.name,
            "description": application.description,
            "icon": None,
            "bot": payloads.user(realm.user(application.id)),
        },
    }
    _tell_user(realm, interaction, "INTERACTION_MODAL_CREATE", payload)


def follow_up(
    realm: Realm, interaction: DiscordInteraction, body: MessageBody, uploads: tuple[Upload, ...]
) -> DiscordMessage:
    """A further message. The first one after a deferral takes the place of the promised one, as on Discord."""
    placeholder = _loading(realm, interaction)
    if placeholder is not None:
        edit(realm, interaction, placeholder, body, uploads)
        return placeholder
    flags = (body.flags or 0) & EPHEMERAL
    original = interaction.original_id
    reply_to = DiscordReference(interaction.channel_id, interaction.guild_id, original) if original else None
    return _post(realm, interaction, body, uploads, flags, REPLY, reply_to)


def edit(
    realm: Realm,
    interaction: DiscordInteraction,
    message: DiscordMessage,
    body: MessageBody,
    uploads: tuple[Upload, ...],
) -> None:
    """Change one of the interaction's messages, or deliver the promised one."""
    is_loading = bool(message.flags & LOADING)
    messages.edit(realm, message, body, uploads, sender=_sender(realm, interaction), loading_done=is_loading)


def _loading(realm: Realm, interaction: DiscordInteraction) -> DiscordMessage | None:
    log = realm.state.messages.get(interaction.channel_id, {})
    original = log.get(interaction.original_id) if interaction.original_id is not None else None
    return original if original is not None and original.flags & LOADING else None


def _post(
    realm: Realm,
    interaction: DiscordInteraction,
    body: MessageBody,
    uploads: tuple[Upload, ...],
    flags: int,
    kind: int,
    reply_to: DiscordReference | None,
) -> DiscordMessage:
    visible_to = interaction.user_id if flags & EPHEMERAL else None
    origin = interaction.origin
    setting = Setting(kind, flags, visible_to, origin, reply_to)
    channel = realm.channel(interaction.channel_id)
    body = body.model_copy(update={"message_reference": None, "nonce": None})
    return messages.post(realm, channel, _sender(realm, interaction), body, uploads, setting)


def _sender(realm: Realm, interaction: DiscordInteraction) -> Sender:
    channel = realm.channel(interaction.channel_id)
    return Sender(
        interaction.application_id,
        _app_permissions(realm, interaction.application_id, channel),
        webhook_id=interaction.application_id,
        application_id=interaction.application_id,
        default_pings=mentions.USERS_ONLY,
    )


def _answer_type(interaction: DiscordInteraction) -> int:
    if interaction.type != COMMAND:
        return REPLY if interaction.message_id is not None else messages.DEFAULT
    return MENU_ANSWER if interaction.data.get("type") in (2, 3) else SLASH_ANSWER


def _source(interaction: DiscordInteraction) -> DiscordReference | None:
    """The message a component is on; what answers the component replies to it."""
    if interaction.message_id is None:
        return None
    return DiscordReference(interaction.channel_id, interaction.guild_id, interaction.message_id)


def _answered(realm: Realm, interaction: DiscordInteraction, original_id: int | None) -> None:
    interaction.stage = InteractionStage.ANSWERED
    interaction.original_id = original_id
    _tell_user(realm, interaction, "INTERACTION_SUCCESS", {})


def _tell_user(realm: Realm, interaction: DiscordInteraction, name: str, more: Payload) -> None:
    """Tell the human's own client how its interaction goes; autocomplete goes without success and failure."""
    if interaction.type == AUTOCOMPLETE and name in ("INTERACTION_CREATE", "INTERACTION_FAILURE"):
        return
    payload: Payload = {"id": str(interaction.id), "nonce": interaction.nonce, **more}
    realm.publish(GatewayEvent(name, payload, only=frozenset({interaction.user_id})))
