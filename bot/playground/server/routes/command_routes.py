"""Routes of application commands, and the index a human's client shows."""

from bot.playground.server.acts import command_acts as commands
from bot.playground.server.payloads import guild_payloads as payloads
from bot.playground.server.payloads.request_bodies import CommandPermissionsBody, read
from bot.playground.server.routes.route_call import Answered, RouteCall, ServerRoute
from bot.playground.server.state import permission_bits as perm
from bot.playground.server.state.discord_errors import DiscordError
from bot.playground.server.state.discord_records import DiscordChannel, DiscordCommand, DiscordGuild, DiscordMember
from bot.playground.server.state.discord_state import Realm
from bot.playground.server.state.json_wire import Json, Payload, fields, items, number

ROLE, USER, CHANNEL = 1, 2, 3


def _scope(call: RouteCall) -> tuple[int, int | None]:
    """The path's application, which must be the caller's, and its guild, if any."""
    if call.id("application") != call.application.id:
        raise DiscordError(20012)
    if "guild" not in call.path:
        return call.application.id, None
    guild_id = call.id("guild")
    guild = call.realm.state.guilds.get(guild_id)
    if guild is None or call.user.id not in guild.members:
        raise DiscordError(50001)
    return call.application.id, guild_id


def listed(call: RouteCall) -> Json:
    return [payloads.command(c) for c in commands.of_scope(call.realm, *_scope(call))]


def replace_all(call: RouteCall) -> Json:
    application_id, guild_id = _scope(call)
    result = commands.replace_all(call.realm, application_id, guild_id, items(call.body))
    return [payloads.command(c) for c in result]


def create(call: RouteCall) -> "Json | Answered":
    application_id, guild_id = _scope(call)
    command, is_new = commands.put(call.realm, application_id, guild_id, call.body)
    return Answered(payloads.command(command), 201 if is_new else 200)


def _command(call: RouteCall) -> DiscordCommand:
    scope = _scope(call)
    command = call.realm.state.commands.get(call.id("command"))
    if command is None or (command.application_id, command.guild_id) != scope:
        raise DiscordError(10063)
    return command


def one(call: RouteCall) -> Json:
    return payloads.command(_command(call))


def change(call: RouteCall) -> Json:
    command = _command(call)
    commands.change(call.realm, command, call.body)
    return payloads.command(command)


def delete(call: RouteCall) -> Json:
    del call.realm.state.commands[_command(call).id]
    return None


def all_permissions(call: RouteCall) -> Json:
    application_id, guild_id = _scope(call)
    scope = [*commands.of_scope(call.realm, application_id, guild_id)]
    scope += commands.of_scope(call.realm, application_id, None)
    return [_permissions_of(c, call.id("guild")) for c in scope if c.permissions is not None]


def permissions_of(call: RouteCall) -> Json:
    _scope(call)
    command = _any_command(call)
    if command.permissions is None:
        raise DiscordError(10066)
    return _permissions_of(command, call.id("guild"))


def set_permissions(call: RouteCall) -> Json:
    """Who may use a command in a guild: humans who manage it say so in its settings; bots may not."""
    if call.is_bot:
        raise DiscordError(20001)
    call.guild(perm.MANAGE_GUILD)
    command = _any_command(call)
    command.permissions = [dict(fields(p)) for p in items(fields(call.body).get("permissions"))]
    read(CommandPermissionsBody, call.body)
    return _permissions_of(command, call.id("guild"))


def _any_command(call: RouteCall) -> DiscordCommand:
    command = call.realm.state.commands.get(call.id("command"))
    if command is None or command.application_id != call.id("application"):
        raise DiscordError(10063)
    return command


def _permissions_of(command: DiscordCommand, guild_id: int) -> Payload:
    return {
        "id": str(command.id),
        "application_id": str(command.application_id),
        "guild_id": str(guild_id),
        "permissions": command.permissions or [],
    }


def index(call: RouteCall) -> Json:
    """The commands a human may use in a guild, and whose they are."""
    guild = call.guild()
    member = guild.members[call.user.id]
    applications = [a for a in call.realm.state.applications.values() if a.id in guild.members]
    usable = [
        c
        for c in call.realm.state.commands.values()
        if c.application_id in guild.members and c.guild_id in (None, guild.id) and may_use(guild, member, c)
    ]
    apps: list[Json] = [
        {
            "id": str(a.id),
            "name": a.name,
            "description": a.description,
            "icon": None,
            "bot_id": str(a.id),
            "bot": payloads.user(call.realm.user(a.id)),
            "flags": payloads.flags_of(a),
        }
        for a in applications
    ]
    return {"applications": apps, "application_commands": [payloads.command(c) for c in usable], "version": "1"}


def may_use(
    guild: DiscordGuild, member: DiscordMember, command: DiscordCommand, channel: DiscordChannel | None = None
) -> bool:
    """Whether a member may use a command: the guild's own rules if there are any, else its default permissions."""
    rights = perm.in_guild(guild, member)
    if rights & perm.ADMINISTRATOR:
        return True
    if command.permissions is not None:
        verdict = _ruled(command.permissions, guild, member, channel)
        if verdict is not None:
            return verdict
    setting = command.definition["default_member_permissions"]
    if setting is None:
        return True
    bits = number(setting) or 0
    return bits != 0 and rights & bits == bits


def _ruled(
    rules: list[Payload], guild: DiscordGuild, member: DiscordMember, channel: DiscordChannel | None
) -> bool | None:
    by_id = {(number(r.get("type")), number(r.get("id"))): r.get("permission") is True for r in rules}
    if channel is not None:
        there = by_id.get((CHANNEL, channel.id), by_id.get((CHANNEL, guild.id - 1)))
        if there is False:
            return False
    own = by_id.get((USER, member.user_id))
    if own is not None:
        return own
    from_roles = [by_id[(ROLE, r)] for r in member.roles if (ROLE, r) in by_id]
    return any(from_roles) if from_roles else by_id.get((ROLE, guild.id))


def usable(
    realm: Realm, guild: DiscordGuild | None, user_id: int, command: DiscordCommand, channel: DiscordChannel
) -> bool:
    """Whether a user may use a command in a channel."""
    if guild is None:
        return command.guild_id is None and command.definition["dm_permission"] is True
    if command.guild_id not in (None, guild.id) or command.application_id not in guild.members:
        return False
    may_at_all = bool(realm.permissions(user_id, channel) & perm.USE_COMMANDS)
    return may_at_all and may_use(guild, guild.members[user_id], command, channel)


_APPLICATION = "/applications/{application}"
_GUILD = f"{_APPLICATION}/guilds/{{guild}}"
ROUTES = (
    *(
        route
        for base in (f"{_APPLICATION}/commands", f"{_GUILD}/commands")
        for route in (
            ServerRoute("GET", base, listed),
            ServerRoute("PUT", base, replace_all),
            ServerRoute("POST", base, create),
        )
    ),
    ServerRoute("GET", f"{_GUILD}/commands/permissions", all_permissions),
    *(
        route
        for base in (f"{_APPLICATION}/commands/{{command}}", f"{_GUILD}/commands/{{command}}")
        for route in (
            ServerRoute("GET", base, one),
            ServerRoute("PATCH", base, change),
            ServerRoute("DELETE", base, delete),
        )
    ),
    ServerRoute("GET", f"{_GUILD}/commands/{{command}}/permissions", permissions_of),
    ServerRoute("PUT", f"{_GUILD}/commands/{{command}}/permissions", set_permissions),
    ServerRoute("GET", "/guilds/{guild}/application-command-index", index),
)
