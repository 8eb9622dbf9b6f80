"""Routes of reactions and polls."""

import re

from bot.playground.server.acts import reaction_acts as reactions
from bot.playground.server.payloads import guild_payloads as payloads
from bot.playground.server.payloads import message_payloads
from bot.playground.server.payloads.request_bodies import VoteBody, read
from bot.playground.server.routes.route_call import RouteCall, ServerRoute
from bot.playground.server.state import permission_bits as perm
from bot.playground.server.state.discord_errors import DiscordError
from bot.playground.server.state.discord_records import DiscordChannel, DiscordMessage, DiscordReaction
from bot.playground.server.state.json_wire import Json

_CUSTOM = re.compile(r"^(?:a:)?(\w{2,32}):(\d+)$")
_PLAIN = re.compile(r"[\w\s:<>]", re.ASCII)
_KEYCAP = "\u20e3"


def _emoji(call: RouteCall) -> DiscordReaction:
    """The path's emoji: a Unicode one, or name:id. Raises 10014 for what is no emoji here."""
    text = call.path["emoji"]
    if custom := _CUSTOM.match(text):
        emoji_id = int(custom[2])
        emoji = call.realm.state.emojis.get(emoji_id)
        return DiscordReaction(emoji.name if emoji else custom[1], emoji_id, emoji.animated if emoji else False)
    if not text or (_PLAIN.search(text) and _KEYCAP not in text) or len(text) > 32:
        raise DiscordError(10014)
    return DiscordReaction(text, None, False)


def _message(call: RouteCall, channel: DiscordChannel) -> DiscordMessage:
    return call.realm.message(channel.id, call.id("message"), call.user.id)


def add(call: RouteCall) -> Json:
    channel = call.channel(perm.READ_HISTORY)
    message, emoji = _message(call, channel), _emoji(call)
    if channel.thread is not None and channel.thread.archived:
        raise DiscordError(50083)
    reaction = reactions.find(message, emoji.name, emoji.emoji_id)
    if reaction is None:
        call.realm.require(call.user.id, channel, perm.ADD_REACTIONS)
        if emoji.emoji_id is not None and emoji.emoji_id not in call.realm.state.emojis:
            raise DiscordError(10014)
    reactions.add(call.realm, message, call.user.id, emoji)
    return None


def remove_own(call: RouteCall) -> Json:
    emoji = _emoji(call)
    message = _message(call, call.channel(perm.READ_HISTORY))
    reactions.remove(call.realm, message, call.user.id, emoji.name, emoji.emoji_id)
    return None


def remove_others(call: RouteCall) -> Json:
    emoji = _emoji(call)
    right = perm.READ_HISTORY if call.id("user") == call.user.id else perm.MANAGE_MESSAGES
    message = _message(call, call.channel(right))
    reactions.remove(call.realm, message, call.id("user"), emoji.name, emoji.emoji_id)
    return None


def remove_emoji(call: RouteCall) -> Json:
    emoji = _emoji(call)
    message = _message(call, call.channel(perm.MANAGE_MESSAGES))
    reactions.remove_emoji(call.realm, message, emoji.name, emoji.emoji_id)
    return None


def remove_all(call: RouteCall) -> Json:
    reactions.remove_all(call.realm, _message(call, call.channel(perm.MANAGE_MESSAGES)))
    return None


def who(call: RouteCall) -> Json:
    emoji = _emoji(call)
    message = _message(call, call.channel(perm.READ_HISTORY))
    reaction = reactions.find(message, emoji.name, emoji.emoji_id)
    if reaction is None:
        raise DiscordError(10014)
    return _page(call, reaction.users)


def _page(call: RouteCall, users: list[int]) -> list[Json]:
    after, limit = call.asked_id("after") or 0, call.asked_number("limit", 25, 1, 100)
    page = [u for u in sorted(users) if u > after][:limit]
    return [payloads.user(call.realm.user(u)) for u in page]


def voters(call: RouteCall) -> Json:
    message = _message(call, call.channel(perm.READ_HISTORY))
    answers = message.poll.answers if message.poll else []
    for answer in answers:
        if answer.id == call.id("answer"):
            return {"users": _page(call, answer.voters)}
    raise DiscordError(10008)


def vote(call: RouteCall) -> Json:
    if call.is_bot:
        raise DiscordError(20001)
    message = _message(call, call.channel(perm.READ_HISTORY))
    reactions.vote(call.realm, message, call.user.id, read(VoteBody, call.body).answer_ids)
    return None


def end_poll(call: RouteCall) -> Json:
    message = _message(call, call.channel())
    if message.author_id != call.user.id:
        raise DiscordError(50005)
    reactions.end_poll(call.realm, message)
    return message_payloads.message(call.realm, message, call.user.id)


_MESSAGE = "/channels/{channel}/messages/{message}/reactions"
_POLL = "/channels/{channel}/polls/{message}"
ROUTES = (
    ServerRoute("PUT", f"{_MESSAGE}/{{emoji}}/@me", add),
    ServerRoute("DELETE", f"{_MESSAGE}/{{emoji}}/@me", remove_own),
    ServerRoute("DELETE", f"{_MESSAGE}/{{emoji}}/{{user}}", remove_others),
    ServerRoute("GET", f"{_MESSAGE}/{{emoji}}", who),
    ServerRoute("DELETE", f"{_MESSAGE}/{{emoji}}", remove_emoji),
    ServerRoute("DELETE", _MESSAGE, remove_all),
    ServerRoute("GET", f"{_POLL}/answers/{{answer}}", voters),
    ServerRoute("PUT", f"{_POLL}/answers/@me", vote),
    ServerRoute("POST", f"{_POLL}/expire", end_poll),
)
