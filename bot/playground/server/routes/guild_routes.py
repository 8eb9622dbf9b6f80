"""Routes of guilds, their members and roles."""

from datetime import datetime

from bot.playground.server.acts import guild_acts as guilds
from bot.playground.server.payloads import guild_payloads as payloads
from bot.playground.server.payloads.request_bodies import MemberBody, RoleBody, read
from bot.playground.server.routes.route_call import RouteCall, ServerRoute
from bot.playground.server.state import permission_bits as perm
from bot.playground.server.state.discord_errors import DiscordError
from bot.playground.server.state.discord_records import DiscordGuild, DiscordMember, DiscordRole, Privileged
from bot.playground.server.state.json_wire import Json


def one(call: RouteCall) -> Json:
    guild = call.guild()
    payload = payloads.guild(call.realm, guild)
    if call.asked("with_counts"):
        payload |= payloads.counts(call.realm, guild)
    return payload


def members(call: RouteCall) -> Json:
    guild = call.guild()
    if call.is_bot and Privileged.MEMBERS not in call.application.privileged:
        raise DiscordError(50001)
    limit, after = call.asked_number("limit", 1, 1, 1000), call.asked_id("after") or 0
    page = [guild.members[u] for u in sorted(guild.members) if u > after]
    return [payloads.member(call.realm, m) for m in page[:limit]]


def search_members(call: RouteCall) -> Json:
    guild = call.guild()
    limit = call.asked_number("limit", 1, 1, 1000)
    matches = named(call, guild, call.query.get("query", ""))
    return [payloads.member(call.realm, m) for m in matches[:limit]]


def named(call: RouteCall, guild: DiscordGuild, start: str) -> list[DiscordMember]:
    """The members whose name or nickname starts so."""
    start = start.lower()
    return [
        m
        for m in guild.members.values()
        if any(name and name.lower().startswith(start) for name in (m.nick, call.realm.user(m.user_id).username))
    ]


def member(call: RouteCall) -> Json:
    return payloads.member(call.realm, call.realm.member(call.guild(), call.id("user")))


def change_member(call: RouteCall) -> Json:
    guild = call.guild()
    target = call.realm.member(guild, call.id("user"))
    body = read(MemberBody, call.body)
    if body.gives("nick"):
        call.guild(perm.MANAGE_NICKNAMES)
        target.nick = body.nick or None
    if body.roles is not None:
        call.guild(perm.MANAGE_ROLES)
        for role_id in {*body.roles} ^ {*target.roles}:
            _require_above(call, guild, _role(guild, role_id))
        target.roles = list(body.roles)
    if body.gives("communication_disabled_until"):
        call.guild(perm.MODERATE_MEMBERS)
        until = body.communication_disabled_until
        target.timed_out_until = datetime.fromisoformat(until) if until else None
    guilds.tell_member(call.realm, guild, target)
    return payloads.member(call.realm, target)


def change_own(call: RouteCall) -> Json:
    guild = call.guild(perm.CHANGE_NICKNAME)
    body = read(MemberBody, call.body)
    own = guild.members[call.user.id]
    if body.gives("nick"):
        own.nick = body.nick or None
    guilds.tell_member(call.realm, guild, own)
    return payloads.member(call.realm, own) | {"permissions": str(perm.in_guild(guild, own))}


def remove_member(call: RouteCall) -> Json:
    guild = call.guild(perm.KICK_MEMBERS)
    target = call.realm.member(guild, call.id("user"))
    if target.user_id == guild.owner_id:
        raise DiscordError(50013)
    guilds.remove_member(call.realm, guild, target.user_id)
    return None


def give_role(call: RouteCall) -> Json:
    guild, target, role = _role_of_member(call)
    if role.id not in target.roles:
        target.roles.append(role.id)
        guilds.tell_member(call.realm, guild, target)
    return None


def take_role(call: RouteCall) -> Json:
    guild, target, role = _role_of_member(call)
    if role.id in target.roles:
        target.roles.remove(role.id)
        guilds.tell_member(call.realm, guild, target)
    return None


def _role_of_member(call: RouteCall) -> tuple[DiscordGuild, DiscordMember, DiscordRole]:
    guild = call.guild(perm.MANAGE_ROLES)
    target, role = call.realm.member(guild, call.id("user")), _role(guild, call.id("role"))
    _require_above(call, guild, role)
    return guild, target, role


def roles(call: RouteCall) -> Json:
    return [payloads.role(r) for r in call.guild().roles.values()]


def role(call: RouteCall) -> Json:
    return payloads.role(_role(call.guild(), call.id("role")))


def create_role(call: RouteCall) -> Json:
    guild = call.guild(perm.MANAGE_ROLES)
    body = read(RoleBody, call.body)
    everyone = guild.roles[guild.id]
    fresh = DiscordRole(
        call.realm.snowflakes.next(),
        body.name or "new role",
        body.permissions if body.permissions is not None else everyone.permissions,
        position=1,
        color=body.color or 0,
        hoist=bool(body.hoist),
        mentionable=bool(body.mentionable),
    )
    guilds.put_role(call.realm, guild, fresh)
    return payloads.role(fresh)


def change_role(call: RouteCall) -> Json:
    guild = call.guild(perm.MANAGE_ROLES)
    target = _role(guild, call.id("role"))
    _require_above(call, guild, target)
    body = read(RoleBody, call.body)
    if body.name:
        target.name = body.name
    if body.permissions is not None:
        target.permissions = body.permissions
    if body.color is not None:
        target.color = body.color
    if body.hoist is not None:
        target.hoist = body.hoist
    if body.mentionable is not None:
        target.mentionable = body.mentionable
    guilds.put_role(call.realm, guild, target)
    return payloads.role(target)


def delete_role(call: RouteCall) -> Json:
    guild = call.guild(perm.MANAGE_ROLES)
    target = _role(guild, call.id("role"))
    _require_above(call, guild, target)
    if target.id == guild.id or target.managed:
        raise DiscordError(50013)
    guilds.remove_role(call.realm, guild, target.id)
    return None


def _role(guild: DiscordGuild, role_id: int) -> DiscordRole:
    guild_role = guild.roles.get(role_id)
    if guild_role is None:
        raise DiscordError(10011)
    return guild_role


def _require_above(call: RouteCall, guild: DiscordGuild, role: DiscordRole) -> None:
    """Roles can be handled only from above. Raises 50013."""
    if guild.owner_id == call.user.id:
        return
    own = guild.members[call.user.id]
    if max((guild.roles[r].position for r in own.roles), default=0) <= role.position:
        raise DiscordError(50013)


ROUTES = (
    ServerRoute("GET", "/guilds/{guild}", one),
    ServerRoute("GET", "/guilds/{guild}/members", members),
    ServerRoute("GET", "/guilds/{guild}/members/search", search_members),
    ServerRoute("PATCH", "/guilds/{guild}/members/@me", change_own),
    ServerRoute("GET", "/guilds/{guild}/members/{user}", member),
    ServerRoute("PATCH", "/guilds/{guild}/members/{user}", change_member),
    ServerRoute("DELETE", "/guilds/{guild}/members/{user}", remove_member),
    ServerRoute("PUT", "/guilds/{guild}/members/{user}/roles/{role}", give_role),
    ServerRoute("DELETE", "/guilds/{guild}/members/{user}/roles/{role}", take_role),
    ServerRoute("GET", "/guilds/{guild}/roles", roles),
    ServerRoute("POST", "/guilds/{guild}/roles", create_role),
    ServerRoute("GET", "/guilds/{guild}/roles/{role}", role),
    ServerRoute("PATCH", "/guilds/{guild}/roles/{role}", change_role),
    ServerRoute("DELETE", "/guilds/{guild}/roles/{role}", delete_role),
)
