"""Routes of webhooks: making them, and sending, editing and deleting messages through them.

An interaction's token is the token of a webhook whose id is the application's: those calls go to
`interaction_webhooks`.
"""

from bot.playground.server.acts import guild_acts as guilds
from bot.playground.server.acts import message_acts as messages
from bot.playground.server.acts.message_acts import Sender
from bot.playground.server.payloads import guild_payloads as payloads
from bot.playground.server.payloads import message_payloads
from bot.playground.server.payloads import message_pings as mentions
from bot.playground.server.payloads import uploaded_files as files
from bot.playground.server.payloads.request_bodies import MessageBody, WebhookBody, read
from bot.playground.server.routes import interaction_webhook_routes as interaction_webhooks
from bot.playground.server.routes.route_call import RouteCall, ServerRoute
from bot.playground.server.routes.thread_routes import open_post
from bot.playground.server.state import permission_bits as perm
from bot.playground.server.state.discord_errors import DiscordError, bad_field
from bot.playground.server.state.discord_records import (
    ChannelType,
    DiscordChannel,
    DiscordFace,
    DiscordMessage,
    DiscordWebhook,
)
from bot.playground.server.state.json_wire import Json

WEBHOOKS_LIMIT = 15
GUILD_WEBHOOKS_LIMIT = 1000
FORBIDDEN_NAMES = ("clyde", "discord")
HOSTS = (ChannelType.TEXT, ChannelType.ANNOUNCEMENT, ChannelType.FORUM)


def check_name(name: str, field: str) -> str:
    """A webhook's name or a username it borrows. Raises 50035 for what Discord forbids in names."""
    text = " ".join(name.split())
    if not text:
        raise bad_field((field,), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 80 in length.")
    for word in FORBIDDEN_NAMES:
        if word in text.lower():
            code = "USERNAME_INVALID_CONTAINS"
            raise bad_field((field,), code, f'Username cannot contain "{word}"')
    return text


def create(call: RouteCall) -> Json:
    channel = call.channel(perm.MANAGE_WEBHOOKS)
    if channel.type not in HOSTS:
        raise DiscordError(50024)
    body = read(WebhookBody, call.body)
    if body.name is None:
        raise bad_field(("name",), "BASE_TYPE_REQUIRED", "This field is required")
    in_guild = [w for w in call.realm.state.webhooks.values() if w.guild_id == channel.guild_id]
    if (
        sum(w.channel_id == channel.id for w in in_guild) >= WEBHOOKS_LIMIT
        or len(in_guild) >= GUILD_WEBHOOKS_LIMIT
    ):
        raise DiscordError(30007)
    id_ = call.realm.snowflakes.next()
    webhook = DiscordWebhook(
        id_,
        channel.id,
        channel.guild_id or 0,
        check_name(body.name, "name"),
        call.realm.secret("webhook", id_),
        call.user.id,
        application_id=call.user.id if call.is_bot else None,
        avatar=files.keep_avatar(call.realm, id_, *files.picture(body.avatar)) if body.avatar else None,
    )
    guilds.put_webhook(call.realm, webhook)
    return payloads.webhook(call.realm, webhook, with_token=True)


def of_channel(call: RouteCall) -> Json:
    channel = call.channel(perm.MANAGE_WEBHOOKS)
    return _list(call, [w for w in call.realm.state.webhooks.values() if w.channel_id == channel.id])


def of_guild(call: RouteCall) -> Json:
    guild = call.guild(perm.MANAGE_WEBHOOKS)
    return _list(call, [w for w in call.realm.state.webhooks.values() if w.guild_id == guild.id])


def _list(call: RouteCall, webhooks: list[DiscordWebhook]) -> list[Json]:
    return [payloads.webhook(call.realm, w, with_token=_knows_token(call, w)) for w in webhooks]


def _knows_token(call: RouteCall, webhook: DiscordWebhook) -> bool:
    """A bot is told the tokens of its own webhooks and of those no application owns."""
    return webhook.application_id in (None, call.user.id)


def _managed(call: RouteCall) -> DiscordWebhook:
    webhook = call.realm.webhook(call.id("webhook"))
    call.realm.require(call.user.id, call.realm.channel(webhook.channel_id), perm.MANAGE_WEBHOOKS)
    return webhook


def one(call: RouteCall) -> Json:
    webhook = _managed(call)
    return payloads.webhook(call.realm, webhook, with_token=_knows_token(call, webhook))


def change(call: RouteCall) -> Json:
    webhook = _managed(call)
    body = read(WebhookBody, call.body)
    if body.channel_id is not None:
        call.realm.require(call.user.id, call.realm.channel(body.channel_id), perm.MANAGE_WEBHOOKS)
        webhook.channel_id = body.channel_id
    _apply(call, webhook, body)
    return payloads.webhook(call.realm, webhook, with_token=_knows_token(call, webhook))


def _apply(call: RouteCall, webhook: DiscordWebhook, body: WebhookBody) -> None:
    if body.name is not None:
        webhook.name = check_name(body.name, "name")
    if body.gives("avatar"):
        webhook.avatar = (
            files.keep_avatar(call.realm, webhook.id, *files.picture(body.avatar)) if body.avatar else None
        )
    guilds.put_webhook(call.realm, webhook)


def delete(call: RouteCall) -> Json:
    guilds.remove_webhook(call.realm, _managed(call))
    return None


def _by_token(call: RouteCall) -> DiscordWebhook:
    webhook = call.realm.webhook(call.id("webhook"))
    if webhook.token != call.path["token"]:
        raise DiscordError(50027)
    return webhook


def one_by_token(call: RouteCall) -> Json:
    return payloads.webhook(call.realm, _by_token(call), with_token=True, with_user=False)


def change_by_token(call: RouteCall) -> Json:
    webhook = _by_token(call)
    _apply(call, webhook, read(WebhookBody, call.body))
    return payloads.webhook(call.realm, webhook, with_token=True, with_user=False)


def delete_by_token(call: RouteCall) -> Json:
    guilds.remove_webhook(call.realm, _by_token(call))
    return None


def execute(call: RouteCall) -> Json:
    """Send a message under a name and face of one's choosing."""
    if interaction_webhooks.owns(call):
        return interaction_webhooks.follow_up(call)
    webhook = _by_token(call)
    body = read(MessageBody, call.body)
    sender = _sender(call, webhook, body)
    channel = _target(call, webhook)
    if not _may_have_components(call, webhook):
        body = body.model_copy(update={"components": None})
    if channel.type is ChannelType.FORUM:
        if not body.thread_name:
            raise DiscordError(220001)
        _, message = open_post(call, channel, body.thread_name, sender, body, body.applied_tags or ())
    else:
        if body.thread_name:
            in_post = call.realm.channel(webhook.channel_id).type is ChannelType.FORUM
            raise DiscordError(220002 if in_post else 220003)
        if channel.thread is not None and channel.thread.locked and channel.thread.archived:
            raise DiscordError(50083)
        message = messages.post(call.realm, channel, sender, body, call.uploads)
    return message_payloads.message(call.realm, message) if call.asked("wait") else None


def _may_have_components(call: RouteCall, webhook: DiscordWebhook) -> bool:
    return webhook.application_id is not None or call.asked("with_components")


def _sender(call: RouteCall, webhook: DiscordWebhook, body: MessageBody) -> Sender:
    name = check_name(body.username, "username") if body.username else webhook.name
    avatar = webhook.avatar
    if body.avatar_url:
        avatar = files.keep_distant_avatar(call.realm, webhook.id, body.avatar_url)
    return Sender(
        webhook.id,
        perm.MENTION_EVERYONE,
        face=DiscordFace(name, avatar),
        webhook_id=webhook.id,
        application_id=webhook.application_id,
        default_pings=mentions.USERS_ONLY,
        interactive=webhook.application_id is not None,
    )


def _target(call: RouteCall, webhook: DiscordWebhook) -> DiscordChannel:
    """The webhook's channel, or the thread under it that the query names. Raises 10003 for any other."""
    thread_id = call.asked_id("thread_id")
    if thread_id is None:
        return call.realm.channel(webhook.channel_id)
    thread = call.realm.channel(thread_id)
    if thread.parent_id != webhook.channel_id or thread.thread is None:
        raise DiscordError(10003, status=400)
    return thread


def _sent(call: RouteCall) -> tuple[DiscordWebhook, DiscordMessage]:
    webhook = _by_token(call)
    message = call.realm.message(_target(call, webhook).id, call.id("message"))
    if message.webhook_id != webhook.id:
        raise DiscordError(10008)
    return webhook, message


def sent(call: RouteCall) -> Json:
    if interaction_webhooks.owns(call):
        return interaction_webhooks.one(call)
    return message_payloads.message(call.realm, _sent(call)[1])


def edit_sent(call: RouteCall) -> Json:
    if interaction_webhooks.owns(call):
        return interaction_webhooks.edit(call)
    webhook, message = _sent(call)
    body = read(MessageBody, call.body)
    if not _may_have_components(call, webhook):
        body = body.model_copy(update={"components": None})
    sender = _sender(call, webhook, MessageBody())
    messages.edit(call.realm, message, body, call.uploads, sender=sender)
    return message_payloads.message(call.realm, message)


def delete_sent(call: RouteCall) -> Json:
    if interaction_webhooks.owns(call):
        return interaction_webhooks.delete(call)
    messages.delete(call.realm, _sent(call)[1])
    return None


_TOKEN = "/webhooks/{webhook}/{token}"  # noqa: S105 - a path, no secret
ROUTES = (
    ServerRoute("GET", "/channels/{channel}/webhooks", of_channel),
    ServerRoute("POST", "/channels/{channel}/webhooks", create),
    ServerRoute("GET", "/guilds/{guild}/webhooks", of_guild),
    ServerRoute("GET", "/webhooks/{webhook}", one),
    ServerRoute("PATCH", "/webhooks/{webhook}", change),
    ServerRoute("DELETE", "/webhooks/{webhook}", delete),
    ServerRoute("GET", _TOKEN, one_by_token, open=True),
    ServerRoute("PATCH", _TOKEN, change_by_token, open=True),
    ServerRoute("DELETE", _TOKEN, delete_by_token, open=True),
    ServerRoute("POST", _TOKEN, execute, open=True),
    ServerRoute("GET", f"{_TOKEN}/messages/{{message}}", sent, open=True),
    ServerRoute("PATCH", f"{_TOKEN}/messages/{{message}}", edit_sent, open=True),
    ServerRoute("DELETE", f"{_TOKEN}/messages/{{message}}", delete_sent, open=True),
)
