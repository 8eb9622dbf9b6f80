"""Routes of users, direct conversations, applications and the gateway's address."""

from bot.playground.server.acts import guild_acts as guilds
from bot.playground.server.payloads import guild_payloads as payloads
from bot.playground.server.payloads import uploaded_files as files
from bot.playground.server.payloads.request_bodies import DirectBody, ProfileBody, read
from bot.playground.server.routes.route_call import RouteCall, ServerRoute
from bot.playground.server.state import permission_bits as perm
from bot.playground.server.state.discord_errors import DiscordError
from bot.playground.server.state.discord_records import ChannelType, DiscordChannel
from bot.playground.server.state.json_wire import Json


def me(call: RouteCall) -> Json:
    return payloads.own_user(call.user)


def change_me(call: RouteCall) -> Json:
    body = read(ProfileBody, call.body)
    if body.username:
        call.user.username = body.username
    if body.gives("avatar"):
        call.user.avatar = (
            files.keep_avatar(call.realm, call.user.id, *files.picture(body.avatar)) if body.avatar else None
        )
    guilds.tell_user(call.realm, call.user)
    return payloads.own_user(call.user)


def somebody(call: RouteCall) -> Json:
    return payloads.user(call.realm.user(call.id("user")))


def my_guilds(call: RouteCall) -> Json:
    before, after = call.asked_id("before"), call.asked_id("after")
    limit = call.asked_number("limit", 200, 1, 200)
    mine = sorted((g for g in call.realm.state.guilds.values() if call.user.id in g.members), key=lambda g: g.id)
    mine = [g for g in mine if (after is None or g.id > after) and (before is None or g.id < before)]
    counts = call.asked("with_counts")
    places: list[Json] = []
    for guild in mine[:limit]:
        payload = payloads.my_guild(guild, guild.members[call.user.id])
        if counts:
            payload |= payloads.counts(call.realm, guild)
        places.append(payload)
    return places


def my_member(call: RouteCall) -> Json:
    guild = call.guild()
    own = guild.members[call.user.id]
    return payloads.member(call.realm, own) | {"permissions": str(perm.in_guild(guild, own))}


def leave(call: RouteCall) -> Json:
    guilds.remove_member(call.realm, call.guild(), call.user.id)
    return None


def open_direct(call: RouteCall) -> Json:
    """The conversation with somebody, made at the first asking. Bots have none with each other."""
    other = call.realm.user(read(DirectBody, call.body).recipient_id)
    if other.id == call.user.id or (other.bot and call.user.bot):
        raise DiscordError(50007)
    pair = {call.user.id, other.id}
    for channel in call.realm.state.channels.values():
        if channel.type is ChannelType.DM and set(channel.recipients) == pair:
            return payloads.channel(call.realm, channel, call.user.id)
    fresh = DiscordChannel(call.realm.snowflakes.next(), ChannelType.DM, None, recipients=[call.user.id, other.id])
    guilds.add_channel(call.realm, fresh)
    return payloads.channel(call.realm, fresh, call.user.id)


def my_application(call: RouteCall) -> Json:
    return payloads.application(call.realm, call.application)


def gateway(call: RouteCall) -> Json:
    return {"url": call.realm.origin.replace("http", "ws", 1)}


def gateway_for_bots(call: RouteCall) -> Json:
    limit: Json = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
    _ = call.application
    return {"url": call.realm.origin.replace("http", "ws", 1), "shards": 1, "session_start_limit": limit}


ROUTES = (
    ServerRoute("GET", "/users/@me", me),
    ServerRoute("PATCH", "/users/@me", change_me),
    ServerRoute("GET", "/users/@me/guilds", my_guilds),
    ServerRoute("DELETE", "/users/@me/guilds/{guild}", leave),
    ServerRoute("GET", "/users/@me/guilds/{guild}/member", my_member),
    ServerRoute("POST", "/users/@me/channels", open_direct),
    ServerRoute("GET", "/users/{user}", somebody),
    ServerRoute("GET", "/oauth2/applications/@me", my_application),
    ServerRoute("GET", "/applications/@me", my_application),
    ServerRoute("GET", "/gateway", gateway, open=True),
    ServerRoute("GET", "/gateway/bot", gateway_for_bots),
)
