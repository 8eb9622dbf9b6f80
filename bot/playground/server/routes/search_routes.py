"""The search of a guild's messages: the words that must be in them, in all channels that the caller may read."""

from collections.abc import Iterator

from bot.playground.server.payloads import guild_payloads, message_payloads
from bot.playground.server.routes.route_call import RouteCall, ServerRoute
from bot.playground.server.state import permission_bits as perm
from bot.playground.server.state.discord_errors import bad_field
from bot.playground.server.state.discord_records import THREADS, DiscordChannel, DiscordMessage
from bot.playground.server.state.json_wire import Json
from troupe.people.documents.slug import plain_letters

LONGEST = 1024
"""Characters that may be searched for."""


def search(call: RouteCall) -> Json:
    """The newest messages first, each in a list of its own as Discord answers, with the threads they are in."""
    guild = call.guild()
    limit, offset = call.asked_number("limit", 25, 1, 25), call.asked_number("offset", 0, 0, 9975)
    content = call.query.get("content", "")
    if len(content) > LONGEST:
        raise bad_field(("content",), "BASE_TYPE_MAX_LENGTH", f"Must be {LONGEST} or fewer in length.")
    words = plain_letters(content).split()
    channels = list(_searched(call, guild.id))
    hits = [m for channel in channels for m in _said(call, channel) if _fits(call, m, words)]
    hits.sort(key=lambda message: -message.id)
    page = hits[offset : offset + limit]
    places = {message.channel_id for message in page}
    return {
        "total_results": len(hits),
        "doing_deep_historical_index": False,
        "messages": [[message_payloads.message(call.realm, m, call.user.id) | {"hit": True}] for m in page],
        "threads": [
            guild_payloads.channel(call.realm, c) for c in channels if c.id in places and c.type in THREADS
        ],
    }


def _searched(call: RouteCall, guild_id: int) -> Iterator[DiscordChannel]:
    """The channels and threads to look through: the one asked for, or all whose history the caller may read."""
    only = call.asked_id("channel_id")
    for channel in call.realm.state.channels.values():
        if channel.guild_id != guild_id or (only is not None and channel.id != only):
            continue
        rights = call.realm.permissions(call.user.id, channel)
        if call.realm.can_see(call.user.id, channel) and rights & perm.READ_HISTORY:
            yield channel


def _said(call: RouteCall, channel: DiscordChannel) -> Iterator[DiscordMessage]:
    """What was said there for everyone."""
    return (m for m in call.realm.state.messages.get(channel.id, {}).values() if m.visible_to is None)


def _fits(call: RouteCall, message: DiscordMessage, words: list[str]) -> bool:
    author = call.asked_id("author_id")
    if author is not None and message.author_id != author:
        return False
    text = plain_letters(message.content)
    return bool(text) and all(word in text for word in words)


ROUTES = (ServerRoute("GET", "/guilds/{guild}/messages/search", search),)
