"""Routes of channels and their permission overwrites."""

from collections.abc import Callable

from bot.playground.server.acts import guild_acts as guilds
from bot.playground.server.acts import thread_acts as threads
from bot.playground.server.payloads import guild_payloads as payloads
from bot.playground.server.payloads.request_bodies import ChannelBody, OverwriteBody, TagBody, read
from bot.playground.server.routes.route_call import RouteCall, ServerRoute
from bot.playground.server.state import permission_bits as perm
from bot.playground.server.state.discord_errors import DiscordError, bad_field
from bot.playground.server.state.discord_records import THREADS, ChannelType, DiscordChannel, Overwrite, Tag
from bot.playground.server.state.json_wire import Json

CREATABLE = (ChannelType.TEXT, ChannelType.CATEGORY, ChannelType.ANNOUNCEMENT, ChannelType.FORUM)


def one(call: RouteCall) -> Json:
    return payloads.channel(call.realm, call.channel(), call.user.id)


def listed(call: RouteCall) -> Json:
    """Bots get every channel of the guild, humans those they see."""
    guild = call.guild()
    channels = call.realm.guild_channels(guild.id)
    view = [c for c in channels if call.is_bot or call.realm.can_see(call.user.id, c)]
    return [payloads.channel(call.realm, c) for c in view]


def create(call: RouteCall) -> Json:
    guild = call.guild(perm.MANAGE_CHANNELS)
    body = read(ChannelBody, call.body)
    if not body.name:
        raise bad_field(("name",), "BASE_TYPE_REQUIRED", "This field is required")
    kind = ChannelType.TEXT if body.type is None else next((k for k in CREATABLE if k == body.type), None)
    if kind is None:
        raise bad_field(("type",), "BASE_TYPE_CHOICES", "Value must be one of {0, 4, 5, 15}.")
    fresh = DiscordChannel(
        call.realm.snowflakes.next(),
        kind,
        guild.id,
        shaped_name(body.name, kind),
        topic=body.topic,
        parent_id=body.parent_id,
        position=body.position
        if body.position is not None
        else sum(1 for _ in call.realm.guild_channels(guild.id)),
        nsfw=bool(body.nsfw),
        slowmode=body.rate_limit_per_user or 0,
        overwrites=_overwrites(body.permission_overwrites or ()),
        tags=_tags(call, body.available_tags or ()),
        default_archive_minutes=body.default_auto_archive_duration,
    )
    guilds.add_channel(call.realm, fresh)
    return payloads.channel(call.realm, fresh)


def shaped_name(name: str, kind: ChannelType) -> str:
    """Text channels are lower case without spaces, as Discord makes them."""
    if kind is ChannelType.CATEGORY:
        return name
    return "-".join(name.lower().split())


def change(call: RouteCall) -> Json:
    channel = call.realm.channel(call.id("channel"))
    body = read(ChannelBody, call.body)
    if channel.type in THREADS:
        return _change_thread(call, channel, body)
    if channel.guild_id is None:
        raise DiscordError(50003)
    call.channel(perm.MANAGE_CHANNELS)
    if body.gives("permission_overwrites"):
        call.channel(perm.MANAGE_ROLES)
    guilds.changing_channel(call.realm, channel, _changes(call, channel, body))
    return payloads.channel(call.realm, channel)


def _changes(call: RouteCall, channel: DiscordChannel, body: ChannelBody) -> Callable[[], None]:
    def apply() -> None:
        if body.name:
            channel.name = shaped_name(body.name, channel.type)
        if body.gives("topic"):
            channel.topic = body.topic
        if body.position is not None:
            channel.position = body.position
        if body.nsfw is not None:
            channel.nsfw = body.nsfw
        if body.gives("rate_limit_per_user"):
            channel.slowmode = body.rate_limit_per_user or 0
        if body.gives("parent_id"):
            channel.parent_id = body.parent_id
        if body.gives("default_auto_archive_duration"):
            channel.default_archive_minutes = body.default_auto_archive_duration
        if body.permission_overwrites is not None:
            channel.overwrites = _overwrites(body.permission_overwrites)
        if body.available_tags is not None:
            channel.tags = _tags(call, body.available_tags)

    return apply


def _change_thread(call: RouteCall, channel: DiscordChannel, body: ChannelBody) -> Json:
    call.channel(perm.SEND_IN_THREADS)
    thread = channel.as_thread
    rights = call.realm.permissions(call.user.id, channel)
    manages = bool(rights & perm.MANAGE_THREADS)
    only_reopens = body.model_fields_set <= {"archived"} and body.archived is False
    if not manages and not (thread.owner_id == call.user.id or (only_reopens and not thread.locked)):
        raise DiscordError(50013)
    if body.gives("locked") and not manages:
        raise DiscordError(50013)
    if thread.archived and body.archived is not False:
        raise DiscordError(50083)
    if body.name:
        channel.name = body.name
    if body.locked is not None:
        thread.locked = body.locked
    if body.invitable is not None:
        thread.invitable = body.invitable
    if body.auto_archive_duration is not None:
        thread.auto_archive_minutes = body.auto_archive_duration
    if body.applied_tags is not None:
        thread.tags = list(body.applied_tags)
    if body.gives("rate_limit_per_user"):
        channel.slowmode = body.rate_limit_per_user or 0
    if body.archived is not None:
        threads.set_archived(call.realm, channel, body.archived)
    threads.change(call.realm, channel)
    return payloads.channel(call.realm, channel, call.user.id)


def delete(call: RouteCall) -> Json:
    channel = call.realm.channel(call.id("channel"))
    if channel.guild_id is None:
        call.channel()
        return payloads.channel(call.realm, channel, call.user.id)
    call.channel(perm.MANAGE_THREADS if channel.type in THREADS else perm.MANAGE_CHANNELS)
    payload = payloads.channel(call.realm, channel)
    guilds.remove_channel(call.realm, channel)
    return payload


def set_overwrite(call: RouteCall) -> Json:
    channel = call.channel(perm.MANAGE_ROLES)
    body = read(OverwriteBody, call.body)
    overwrite = Overwrite(call.id("overwrite"), body.type, body.allow or 0, body.deny or 0)
    if channel.guild_id is None or channel.type in THREADS:
        raise DiscordError(50024)
    guilds.set_overwrite(call.realm, channel, overwrite)
    return None


def remove_overwrite(call: RouteCall) -> Json:
    channel = call.channel(perm.MANAGE_ROLES)
    if call.id("overwrite") not in channel.overwrites:
        raise DiscordError(10009)
    guilds.remove_overwrite(call.realm, channel, call.id("overwrite"))
    return None


def _overwrites(given: tuple[OverwriteBody, ...]) -> dict[int, Overwrite]:
    return {o.id: Overwrite(o.id, o.type, o.allow or 0, o.deny or 0) for o in given if o.id is not None}


def _tags(call: RouteCall, given: tuple[TagBody, ...]) -> list[Tag]:
    return [
        Tag(t.id or call.realm.snowflakes.next(), t.name, bool(t.moderated), t.emoji_id, t.emoji_name)
        for t in given
    ]


ROUTES = (
    ServerRoute("GET", "/channels/{channel}", one),
    ServerRoute("PATCH", "/channels/{channel}", change),
    ServerRoute("DELETE", "/channels/{channel}", delete),
    ServerRoute("PUT", "/channels/{channel}/permissions/{overwrite}", set_overwrite),
    ServerRoute("DELETE", "/channels/{channel}/permissions/{overwrite}", remove_overwrite),
    ServerRoute("GET", "/guilds/{guild}/channels", listed),
    ServerRoute("POST", "/guilds/{guild}/channels", create, status=201),
)
