"""The routes of an interaction's token, open to a bot for 15 minutes: its original answer and follow-ups."""

from bot.playground.server.acts import interaction_acts as interactions
from bot.playground.server.acts import message_acts as messages
from bot.playground.server.payloads import message_payloads
from bot.playground.server.payloads.request_bodies import MessageBody, read
from bot.playground.server.routes.route_call import RouteCall
from bot.playground.server.state.discord_errors import DiscordError
from bot.playground.server.state.discord_records import DiscordInteraction, DiscordMessage, InteractionStage
from bot.playground.server.state.json_wire import Json

ORIGINAL = "@original"


def owns(call: RouteCall) -> bool:
    """Whether the path's webhook is really an application answering an interaction."""
    return call.id("webhook") in call.realm.state.applications


def _interaction(call: RouteCall) -> DiscordInteraction:
    interaction = call.realm.state.interactions.get(call.path["token"])
    if (
        interaction is None
        or interaction.application_id != call.id("webhook")
        or interactions.token_is_dead(call.realm, interaction)
    ):
        raise DiscordError(50027)
    if interaction.stage is not InteractionStage.ANSWERED:
        raise DiscordError(10015)
    return interaction


def _message(call: RouteCall, interaction: DiscordInteraction) -> DiscordMessage:
    """The answer meant. Raises 10008 unless this interaction brought it about or came from it."""
    key = call.path["message"]
    message_id = interaction.original_id if key == ORIGINAL else call.id("message")
    if message_id is None:
        raise DiscordError(10008)
    message = call.realm.message(interaction.channel_id, message_id, interaction.user_id)
    if interaction.application_id not in (message.application_id, message.author_id):
        raise DiscordError(10008)
    return message


def follow_up(call: RouteCall) -> Json:
    interaction = _interaction(call)
    body = read(MessageBody, call.body)
    message = interactions.follow_up(call.realm, interaction, body, call.uploads)
    return message_payloads.message(call.realm, message)


def one(call: RouteCall) -> Json:
    return message_payloads.message(call.realm, _message(call, _interaction(call)))


def edit(call: RouteCall) -> Json:
    interaction = _interaction(call)
    message = _message(call, interaction)
    interactions.edit(call.realm, interaction, message, read(MessageBody, call.body), call.uploads)
    return message_payloads.message(call.realm, message)


def delete(call: RouteCall) -> Json:
    messages.delete(call.realm, _message(call, _interaction(call)))
    return None
