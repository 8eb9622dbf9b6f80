"""Application commands: checked, completed and registered as Discord does it."""

import re
from collections.abc import Mapping, Sequence

from bot.playground.server.state.discord_errors import DiscordError, bad_field
from bot.playground.server.state.discord_records import DiscordCommand
from bot.playground.server.state.discord_state import Realm
from bot.playground.server.state.json_wire import Json, Payload, fields, items, number, text

SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
LIMITS = {SLASH: 100, USER_MENU: 15, MESSAGE_MENU: 15}
SUBCOMMAND, GROUP = 1, 2
_NAME = re.compile(r"^[-_'\w]{1,32}$")
_DEFAULTS: Payload = {
    "description": "",
    "default_member_permissions": None,
    "dm_permission": True,
    "nsfw": False,
    "integration_types": [0],
    "contexts": None,
}
_KEPT = (
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "default_member_permissions",
    "dm_permission",
    "nsfw",
    "integration_types",
    "contexts",
)
_OPTION_KEPT = ("required", "autocomplete", "channel_types", "min_value", "max_value", "min_length", "max_length")

Path = tuple[str | int, ...]


def of_scope(realm: Realm, application_id: int, guild_id: int | None) -> list[DiscordCommand]:
    """The commands of one application, global or of one guild."""
    commands = realm.state.commands.values()
    return [c for c in commands if c.application_id == application_id and c.guild_id == guild_id]


def put(
    realm: Realm, application_id: int, guild_id: int | None, given: Json, path: Path = ()
) -> tuple[DiscordCommand, bool]:
    """Register a command or replace the one of its name and type; says whether it is new. Raises 50035, 30032."""
    definition = completed(fields(given), path)
    return _keep(realm, application_id, guild_id, definition)


def replace_all(
    realm: Realm, application_id: int, guild_id: int | None, given: Sequence[Json]
) -> list[DiscordCommand]:
    """Make these the only commands of the scope; all are checked before any is touched."""
    definitions = [completed(fields(entry), (n,)) for n, entry in enumerate(given)]
    names = [(d["type"], text(d["name"]).lower()) for d in definitions]
    for n, name in enumerate(names):
        if name in names[:n]:
            message = "Application command names must be unique"
            raise bad_field((n, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", message)
    for kind, limit in LIMITS.items():
        if sum(d["type"] == kind for d in definitions) > limit:
            raise DiscordError(30032)
    keys = {(d["type"], d["name"]) for d in definitions}
    for old in of_scope(realm, application_id, guild_id):
        if (old.type, old.name) not in keys:
            del realm.state.commands[old.id]
    return [_keep(realm, application_id, guild_id, d)[0] for d in definitions]


def change(realm: Realm, command: DiscordCommand, given: Json) -> None:
    """Change the named fields of a command. Raises 50035."""
    definition: Payload = {**command.definition, **fields(given), "type": command.type}
    command.definition = completed(definition, ())
    command.name = text(command.definition["name"])
    command.version = realm.snowflakes.next()


def _keep(
    realm: Realm, application_id: int, guild_id: int | None, definition: Payload
) -> tuple[DiscordCommand, bool]:
    kind, name = number(definition["type"]) or SLASH, text(definition["name"])
    scope = of_scope(realm, application_id, guild_id)
    old = next((c for c in scope if (c.type, c.name) == (kind, name)), None)
    if old is not None:
        if old.definition != definition:
            old.definition, old.version = definition, realm.snowflakes.next()
        return old, False
    if sum(c.type == kind for c in scope) >= LIMITS[kind]:
        raise DiscordError(30032)
    id_ = realm.snowflakes.next()
    fresh = DiscordCommand(id_, application_id, guild_id, realm.snowflakes.next(), kind, name, definition)
    realm.state.commands[id_] = fresh
    return fresh, True


def completed(given: Mapping[str, Json], path: Path) -> Payload:
    """A command's definition with Discord's defaults. Raises 50035."""
    kind = number(given.get("type")) or SLASH
    if kind not in LIMITS:
        raise bad_field((*path, "type"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3}.")
    definition: Payload = {**_DEFAULTS, **{k: given[k] for k in _KEPT if k in given}, "type": kind}
    if definition.get("dm_permission") is None:
        definition["dm_permission"] = True
    if definition.get("integration_types") is None:
        definition["integration_types"] = [0]
    permissions = definition["default_member_permissions"]
    definition["default_member_permissions"] = None if permissions is None else str(permissions)
    _check_name(given.get("name"), kind, path)
    if kind == SLASH:
        _check_description(given.get("description"), path)
        if options := items(given.get("options")):
            definition["options"] = _options(options, (*path, "options"), depth=0)
    elif definition["description"]:
        message = "Context menu commands cannot have description"
        raise bad_field((*path, "description"), "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", message)
    return definition


def _options(given: Sequence[Json], path: Path, depth: int) -> list[Json]:
    if len(given) > 25:
        raise bad_field(path, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    payloads: list[Json] = []
    seen_optional = False
    for n, entry in enumerate(given):
        option, here = fields(entry), (*path, n)
        required = option.get("required") is True
        if required and seen_optional:
            message = "Required options must be placed before non-required options"
            raise bad_field(here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        kind = number(option.get("type"))
        seen_optional = seen_optional or not (required or kind in (SUBCOMMAND, GROUP))
        payloads.append(_option(option, here, depth))
    names = [text(fields(o).get("name")) for o in payloads]
    if len(set(names)) != len(names):
        raise bad_field(path, "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option names must be unique.")
    return payloads


def _option(option: Mapping[str, Json], path: Path, depth: int) -> Payload:
    kind = number(option.get("type"))
    if kind is None or not 1 <= kind <= 11 or (kind == GROUP and depth) or (kind == SUBCOMMAND and depth > 1):
        raise bad_field((*path, "type"), "UNION_TYPE_CHOICES", 'Value of field "type" must be one of (1, …, 11).')
    _check_name(option.get("name"), SLASH, path)
    _check_description(option.get("description"), path)
    payload: Payload = {"type": kind, "name": option["name"], "description": option["description"]}
    for name in ("name_localizations", "description_localizations"):
        if option.get(name):
            payload[name] = option[name]
    if kind in (SUBCOMMAND, GROUP):
        payload["options"] = _options(items(option.get("options")), (*path, "options"), depth + 1)
        return payload
    payload |= {name: option[name] for name in _OPTION_KEPT if option.get(name) is not None}
    if choices := items(option.get("choices")):
        payload["choices"] = _choices(choices, (*path, "choices"))
    return payload


def _choices(choices: Sequence[Json], path: Path) -> list[Json]:
    if len(choices) > 25:
        raise bad_field(path, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    payloads: list[Json] = []
    for n, entry in enumerate(choices):
        choice = fields(entry)
        if not 1 <= len(text(choice.get("name"))) <= 100:
            raise bad_field((*path, n, "name"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
        payloads.append({k: v for k, v in choice.items() if v is not None})
    return payloads


def _check_name(value: Json, kind: int, path: Path) -> None:
    name = text(value)
    fits = bool(_NAME.match(name)) and name == name.lower() if kind == SLASH else 1 <= len(name) <= 32
    if not fits:
        code = "APPLICATION_COMMAND_INVALID_NAME"
        raise bad_field((*path, "name"), code, "Command name is invalid")


def _check_description(value: Json, path: Path) -> None:
    if not 1 <= len(text(value)) <= 100:
        raise bad_field((*path, "description"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.")
