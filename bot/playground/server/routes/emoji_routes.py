"""Routes of emoji, of applications and of guilds."""

from bot.playground.server.acts import guild_acts as guilds
from bot.playground.server.payloads import guild_payloads as payloads
from bot.playground.server.payloads import uploaded_files as files
from bot.playground.server.payloads.request_bodies import EmojiBody, read
from bot.playground.server.routes.route_call import RouteCall, ServerRoute
from bot.playground.server.state import permission_bits as perm
from bot.playground.server.state.discord_errors import DiscordError
from bot.playground.server.state.discord_records import Blob, DiscordEmoji
from bot.playground.server.state.json_wire import Json

APPLICATION_LIMIT = 2000
GUILD_LIMIT = 50


def _application_id(call: RouteCall) -> int:
    if call.id("application") != call.application.id:
        raise DiscordError(20012)
    return call.application.id


def of_application(call: RouteCall) -> Json:
    return {"items": _list(call, application_id=_application_id(call))}


def of_guild(call: RouteCall) -> Json:
    return _list(call, guild_id=call.guild().id)


def _list(call: RouteCall, *, application_id: int | None = None, guild_id: int | None = None) -> list[Json]:
    return [payloads.emoji(call.realm, e) for e in _known(call, application_id, guild_id)]


def _known(call: RouteCall, application_id: int | None, guild_id: int | None) -> list[DiscordEmoji]:
    emojis = call.realm.state.emojis.values()
    return [e for e in emojis if (e.application_id, e.guild_id) == (application_id, guild_id)]


def create_for_application(call: RouteCall) -> Json:
    return _create(call, _application_id(call), None, APPLICATION_LIMIT)


def create_for_guild(call: RouteCall) -> Json:
    return _create(call, None, call.guild(perm.CREATE_EXPRESSIONS).id, GUILD_LIMIT)


def _create(call: RouteCall, application_id: int | None, guild_id: int | None, limit: int) -> Json:
    body = read(EmojiBody, call.body)
    if len(_known(call, application_id, guild_id)) >= limit:
        raise DiscordError(30008)
    content, kind = files.picture(body.image, files.EMOJI_LIMIT)
    id_ = call.realm.snowflakes.next()
    call.realm.state.blobs[f"/emojis/{id_}"] = Blob(content, kind)
    fresh = DiscordEmoji(id_, body.name, call.user.id, kind == "image/gif", guild_id, application_id)
    guilds.put_emoji(call.realm, fresh)
    return payloads.emoji(call.realm, fresh)


def _emoji(call: RouteCall, needed: int) -> DiscordEmoji:
    emoji = call.realm.state.emojis.get(call.id("emoji"))
    scope = (_application_id(call), None) if "application" in call.path else (None, call.guild(needed).id)
    if emoji is None or (emoji.application_id, emoji.guild_id) != scope:
        raise DiscordError(10014, status=404)
    return emoji


def one(call: RouteCall) -> Json:
    return payloads.emoji(call.realm, _emoji(call, 0))


def rename(call: RouteCall) -> Json:
    emoji = _emoji(call, perm.MANAGE_EXPRESSIONS)
    emoji.name = read(EmojiBody, call.body).name
    guilds.put_emoji(call.realm, emoji)
    return payloads.emoji(call.realm, emoji)


def delete(call: RouteCall) -> Json:
    guilds.remove_emoji(call.realm, _emoji(call, perm.MANAGE_EXPRESSIONS))
    return None


_APPLICATION = "/applications/{application}/emojis"
_GUILD = "/guilds/{guild}/emojis"
ROUTES = (
    ServerRoute("GET", _APPLICATION, of_application),
    ServerRoute("POST", _APPLICATION, create_for_application, status=201),
    ServerRoute("GET", _GUILD, of_guild),
    ServerRoute("POST", _GUILD, create_for_guild, status=201),
    *(
        route
        for base in (f"{_APPLICATION}/{{emoji}}", f"{_GUILD}/{{emoji}}")
        for route in (
            ServerRoute("GET", base, one),
            ServerRoute("PATCH", base, rename),
            ServerRoute("DELETE", base, delete),
        )
    ),
)
