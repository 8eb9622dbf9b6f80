"""Routes of interactions: a human's use of something, and the bot's first answer."""

from typing import cast

from bot.playground.server.acts import interaction_acts as interactions
from bot.playground.server.acts.interaction_acts import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL
from bot.playground.server.acts.message_drafts import EPHEMERAL, LOADING
from bot.playground.server.payloads import message_components as components
from bot.playground.server.payloads import message_payloads
from bot.playground.server.payloads.request_bodies import CallbackBody, InteractionBody, MessageBody, read
from bot.playground.server.routes import command_routes as commands
from bot.playground.server.routes import interaction_data
from bot.playground.server.routes.route_call import RouteCall, ServerRoute
from bot.playground.server.state.discord_errors import DiscordError, bad_field
from bot.playground.server.state.discord_records import (
    DiscordChannel,
    DiscordInteraction,
    DiscordMessage,
    InteractionOrigin,
    InteractionStage,
)
from bot.playground.server.state.json_wire import Json, Payload, fields, items, number, text

PONG, MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL_ANSWER = 1, 4, 5, 6, 7, 8, 9
_ANSWERS = {
    COMMAND: {MESSAGE, DEFERRED, MODAL_ANSWER},
    COMPONENT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL_ANSWER},
    AUTOCOMPLETE: {CHOICES},
    MODAL: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE},
}


def use(call: RouteCall) -> Json:
    """A human uses a command, a component or a modal; what comes of it is told over the gateway."""
    if call.is_bot:
        raise DiscordError(20001)
    body = read(InteractionBody, call.body)
    channel = call.realm.channel(body.channel_id)
    call.realm.require(call.user.id, channel, 0)
    if body.application_id not in call.realm.state.applications:
        raise DiscordError(10002)
    if body.type == COMPONENT:
        interaction = _component(call, body, channel)
    elif body.type == MODAL:
        interaction = _modal(call, body, channel)
    else:
        interaction = _command(call, body, channel)
    interactions.begin(call.realm, interaction)
    return None


def _fresh(call: RouteCall, body: InteractionBody, channel: DiscordChannel, data: Payload) -> DiscordInteraction:
    id_ = call.realm.snowflakes.next()
    origin = InteractionOrigin(id_, body.type, call.user.id, channel.guild_id)
    return DiscordInteraction(
        id_,
        call.realm.secret("interaction", id_),
        body.type,
        body.application_id,
        call.user.id,
        channel.id,
        channel.guild_id,
        body.session_id,
        str(body.nonce),
        call.realm.clock.now(),
        data,
        origin,
    )


def _command(call: RouteCall, body: InteractionBody, channel: DiscordChannel) -> DiscordInteraction:
    payload = cast("Payload", body.data)
    command = call.realm.state.commands.get(number(payload.get("id")) or 0)
    if command is None or command.application_id != body.application_id:
        raise DiscordError(10063)
    guild = call.realm.guild(channel.guild_id) if channel.guild_id is not None else None
    if not commands.usable(call.realm, guild, call.user.id, command, channel):
        raise DiscordError(50013)
    data = interaction_data.of_command(call, command, channel, payload, checked=body.type == COMMAND)
    interaction = _fresh(call, body, channel, data)
    interaction.origin.name = interaction_data.full_name(command.name, items(payload.get("options")))
    target = number(payload.get("target_id"))
    if command.type == 2:
        interaction.origin.target_user_id = target
    elif command.type == 3:
        interaction.origin.target_message_id = target
    return interaction


def _component(call: RouteCall, body: InteractionBody, channel: DiscordChannel) -> DiscordInteraction:
    payload = cast("Payload", body.data)
    message = call.realm.message(channel.id, body.message_id or 0, call.user.id)
    custom_id = text(payload.get("custom_id"))
    component = components.find(message.components, custom_id)
    if (
        component is None
        or component.get("disabled") is True
        or message.application_id
        not in (
            None,
            body.application_id,
        )
    ):
        raise bad_field(("data", "custom_id"), "COMPONENT_VALIDATION_FAILED", "Component validation failed")
    data = interaction_data.of_component(call, channel, component, payload)
    interaction = _fresh(call, body, channel, data)
    interaction.message_id = interaction.origin.interacted_message_id = message.id
    return interaction


def _modal(call: RouteCall, body: InteractionBody, channel: DiscordChannel) -> DiscordInteraction:
    payload = cast("Payload", body.data)
    source = _opened(call, body, text(payload.get("custom_id")), number(payload.get("id")))
    data = interaction_data.of_modal(call, channel, source.modal or {}, payload)
    interaction = _fresh(call, body, channel, data)
    interaction.message_id = source.message_id
    interaction.origin.triggered_by = source.origin
    source.modal = None
    return interaction


def _opened(call: RouteCall, body: InteractionBody, custom_id: str, opened_by: int | None) -> DiscordInteraction:
    """The interaction that opened the modal; the newest with its custom id when the client does not say which."""
    for interaction in reversed(call.realm.state.interactions.values()):
        is_theirs = interaction.user_id == call.user.id and interaction.application_id == body.application_id
        fits = interaction.id == opened_by if opened_by is not None else True
        if is_theirs and fits and interaction.modal is not None and interaction.modal["custom_id"] == custom_id:
            return interaction
    raise DiscordError(10062)


def answer(call: RouteCall) -> Json:
    """The bot's first answer: within three seconds, and only one."""
    interaction = call.realm.state.interactions.get(call.path["token"])
    if interaction is None or interaction.id != call.id("interaction"):
        raise DiscordError(10062)
    if interaction.stage is InteractionStage.ANSWERED:
        raise DiscordError(40060)
    if interaction.stage is InteractionStage.EXPIRED or interactions.is_late(call.realm, interaction):
        raise DiscordError(10062)
    body = read(CallbackBody, call.body)
    has_source = interaction.message_id is not None
    if body.type not in _ANSWERS[interaction.type] or (body.type in (UPDATE, DEFERRED_UPDATE) and not has_source):
        raise bad_field(("type",), "BASE_TYPE_CHOICES", "This answer does not fit the interaction.")
    message = _act(call, interaction, body)
    if not call.asked("with_response"):
        return None
    return _response(call, interaction, body.type, message)


def _act(call: RouteCall, interaction: DiscordInteraction, body: CallbackBody) -> DiscordMessage | None:
    realm, data = call.realm, fields(cast("Json", body.data or {}))
    if body.type == CHOICES:
        interactions.suggest(realm, interaction, items(data.get("choices")))
        return None
    if body.type == MODAL_ANSWER:
        interactions.open_modal(realm, interaction, dict(data))
        return None
    if body.type == DEFERRED_UPDATE:
        interactions.defer_update(realm, interaction)
        return None
    content = read(MessageBody, dict(data))
    if body.type == UPDATE:
        message = realm.message(interaction.channel_id, interaction.message_id or 0, interaction.user_id)
        interactions.update(realm, interaction, message, content, call.uploads)
        return message
    return interactions.answer(realm, interaction, content, call.uploads, deferred=body.type == DEFERRED)


def _response(
    call: RouteCall, interaction: DiscordInteraction, kind: int, message: DiscordMessage | None
) -> Payload:
    details: Payload = {"id": str(interaction.id), "type": interaction.type}
    payload: Payload = {"interaction": details}
    if message is None:
        return payload
    details |= {
        "response_message_id": str(message.id),
        "response_message_loading": bool(message.flags & LOADING),
        "response_message_ephemeral": bool(message.flags & EPHEMERAL),
        "channel_id": str(interaction.channel_id),
    }
    if interaction.guild_id is not None:
        details["guild_id"] = str(interaction.guild_id)
    if kind in (MESSAGE, UPDATE):
        payload["resource"] = {"type": kind, "message": message_payloads.message(call.realm, message)}
    return payload


ROUTES = (
    ServerRoute("POST", "/interactions", use),
    ServerRoute("POST", "/interactions/{interaction}/{token}/callback", answer, open=True),
)
