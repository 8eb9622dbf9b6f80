"""The `data` of an interaction as the bot gets it: options checked, ids resolved to what they stand for."""

from collections.abc import Mapping, Sequence

from bot.playground.server.acts import interaction_acts as interactions
from bot.playground.server.payloads import component_controls as controls
from bot.playground.server.payloads import guild_payloads as payloads
from bot.playground.server.payloads import message_components as components
from bot.playground.server.payloads import message_payloads
from bot.playground.server.payloads import uploaded_files as files
from bot.playground.server.payloads.request_bodies import AttachmentPart, read
from bot.playground.server.routes.route_call import RouteCall
from bot.playground.server.state.discord_errors import bad_field
from bot.playground.server.state.discord_records import DiscordChannel, DiscordCommand
from bot.playground.server.state.json_wire import Json, Payload, fields, items, number, text

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, FILE = 3, 4, 5, 6, 7, 8, 9, 10, 11
_SELECT_KINDS = {5: USER, 6: ROLE, 7: MENTIONABLE, 8: CHANNEL}
_LISTED = frozenset({controls.STRING_SELECT, controls.CHECKBOXES})


class Resolved:
    """Collects the things an interaction's ids stand for; `described` names and describes its files."""

    def __init__(self, call: RouteCall, channel: DiscordChannel, described: Sequence[Json] = ()) -> None:
        self._call = call
        self._channel = channel
        self._described = tuple(read(AttachmentPart, part) for part in described)
        self._found: dict[str, dict[str, Json]] = {}

    def add(self, kind: int, value: Json, channel_types: Sequence[Json] = ()) -> str:
        """Resolve one id; returns the id the bot gets. Raises 50035 when it stands for nothing.

        `channel_types`: the kinds of channel that may be named; all when empty.
        """
        id_ = number(value)
        if kind == FILE:
            return self._add_file(id_)
        if id_ is None or not (
            (kind in (USER, MENTIONABLE) and self._add_user(id_))
            or (kind in (ROLE, MENTIONABLE) and self._add_role(id_))
            or (kind == CHANNEL and self._add_channel(id_, channel_types))
        ):
            raise bad_field(("data", "options"), "INTERACTION_RESOLVE", f'Value "{value}" is unknown.')
        return str(id_)

    def add_message(self, id_: int) -> None:
        message = self._call.realm.message(self._channel.id, id_, self._call.user.id)
        self._put("messages", id_, message_payloads.message(self._call.realm, message))

    def into(self, data: Payload) -> Payload:
        """The data with what was resolved, if anything was."""
        return data | {"resolved": self._found} if self._found else data

    def _put(self, kind: str, id_: int, payload: Payload) -> bool:
        self._found.setdefault(kind, {})[str(id_)] = payload
        return True

    def _add_user(self, id_: int) -> bool:
        realm = self._call.realm
        if id_ not in realm.state.users:
            return False
        guild_id = self._channel.guild_id
        if guild_id is not None and (member := realm.guild(guild_id).members.get(id_)):
            payload = payloads.member(realm, member, with_user=False)
            self._put("members", id_, payload | {"permissions": str(realm.permissions(id_, self._channel))})
        return self._put("users", id_, payloads.user(realm.user(id_)))

    def _add_role(self, id_: int) -> bool:
        guild_id = self._channel.guild_id
        role = self._call.realm.guild(guild_id).roles.get(id_) if guild_id is not None else None
        return role is not None and self._put("roles", id_, payloads.role(role))

    def _add_channel(self, id_: int, types: Sequence[Json]) -> bool:
        channel = self._call.realm.state.channels.get(id_)
        if channel is None or not self._call.realm.can_see(self._call.user.id, channel):
            return False
        if types and int(channel.type) not in types:
            return False
        return self._put(
            "channels", id_, interactions.partial_channel(self._call.realm, channel, self._call.user.id)
        )

    def _add_file(self, id_: int | None) -> str:
        """An uploaded file: asked for by its number, told of by the id it is given."""
        realm = self._call.realm
        upload = next((u for u in self._call.uploads if u.number == id_), None)
        if upload is None:
            raise bad_field(("data", "attachments"), "INTERACTION_RESOLVE", "There is no such file.")
        [attachment] = files.attach(realm, self._channel.id, (upload,), self._described)
        self._put("attachments", attachment.id, message_payloads.attachment(realm, attachment, ephemeral=True))
        return str(attachment.id)


def full_name(name: str, options: Sequence[Json]) -> str:
    """The command with its group and subcommand, as it was typed."""
    for entry in options:
        option = fields(entry)
        if option.get("type") in (1, 2):
            return full_name(f"{name} {text(option.get('name'))}", items(option.get("options")))
    return name


def of_command(
    call: RouteCall, command: DiscordCommand, channel: DiscordChannel, given: Mapping[str, Json], *, checked: bool
) -> Payload:
    """A command's data. `checked`: required options must be there (while typing they need not)."""
    resolved = Resolved(call, channel, items(given.get("attachments")))
    data: Payload = {"id": str(command.id), "name": command.name, "type": command.type}
    if command.guild_id is not None:
        data["guild_id"] = str(command.guild_id)
    target = number(given.get("target_id"))
    if command.type != 1:
        if target is None:
            raise bad_field(("data", "target_id"), "BASE_TYPE_REQUIRED", "This field is required")
        data["target_id"] = str(target)
        if command.type == 2:
            resolved.add(USER, str(target))
        else:
            resolved.add_message(target)
        return resolved.into(data)
    schema = items(command.definition.get("options"))
    if options := _options(schema, items(given.get("options")), resolved, ("data", "options"), checked=checked):
        data["options"] = options
    return resolved.into(data)


def _options(
    known: Sequence[Json], given: Sequence[Json], resolved: Resolved, path: tuple[str | int, ...], *, checked: bool
) -> list[Json]:
    definitions = {text(fields(k).get("name")): fields(k) for k in known}
    answers: list[Json] = []
    for n, entry in enumerate(given):
        option, name = fields(entry), text(fields(entry).get("name"))
        definition, here = definitions.get(name), (*path, n)
        if definition is None:
            raise bad_field(
                here, "APPLICATION_COMMAND_INVALID_OPTION", "This command is outdated, please try again"
            )
        kind = number(definition.get("type")) or STRING
        payload: Payload = {"name": name, "type": kind}
        if kind in (1, 2):
            inner = items(definition.get("options"))
            children = items(option.get("options"))
            payload["options"] = _options(inner, children, resolved, (*here, "options"), checked=checked)
        else:
            has_focus = option.get("focused") is True
            payload["value"] = (
                option.get("value") if has_focus or not checked else _value(kind, definition, option, here)
            )
            if has_focus:
                payload["focused"] = True
            elif kind in (USER, CHANNEL, ROLE, MENTIONABLE, FILE):
                payload["value"] = resolved.add(kind, payload["value"])
        answers.append(payload)
    missing = [n for n, d in definitions.items() if d.get("required") is True and n not in _names(answers)]
    if checked and missing:
        raise bad_field((*path, missing[0]), "BASE_TYPE_REQUIRED", "This field is required")
    return answers


def _names(options: Sequence[Json]) -> set[str]:
    return {text(fields(o).get("name")) for o in options}


def _value(
    kind: int, definition: Mapping[str, Json], option: Mapping[str, Json], path: tuple[str | int, ...]
) -> Json:
    value = option.get("value")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    fits = {
        STRING: isinstance(value, str),
        INTEGER: is_number and not isinstance(value, float),
        BOOLEAN: isinstance(value, bool),
        NUMBER: is_number,
    }.get(kind, number(value) is not None)
    if not fits:
        raise bad_field((*path, "value"), "BASE_TYPE_BAD_TYPE", "The value has the wrong type.")
    choices = [fields(c).get("value") for c in items(definition.get("choices"))]
    if choices and value not in choices:
        raise bad_field((*path, "value"), "BASE_TYPE_CHOICES", "The value is none of the choices.")
    return value


def of_component(
    call: RouteCall, channel: DiscordChannel, component: Mapping[str, Json], given: Mapping[str, Json]
) -> Payload:
    """A component's data; the values of a select are checked and resolved."""
    kind = number(component.get("type")) or 0
    data: Payload = {"custom_id": component["custom_id"], "component_type": kind, "id": component["id"]}
    if kind not in controls.SELECTS:
        return data
    values = items(given.get("values"))
    resolved = Resolved(call, channel)
    _check_values(kind, component, values, ("data", "values"))
    for value in values:
        if kind in _SELECT_KINDS:
            resolved.add(_SELECT_KINDS[kind], value, items(component.get("channel_types")))
    data["values"] = values
    return resolved.into(data)


def _check_values(
    kind: int, component: Mapping[str, Json], values: Sequence[Json], path: tuple[str | int, ...]
) -> None:
    least, most = number(component.get("min_values")), number(component.get("max_values"))
    if not (1 if least is None else least) <= len(values) <= (1 if most is None else most):
        raise bad_field(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
    choices = [fields(o).get("value") for o in items(component.get("options"))]
    if kind in _LISTED and any(v not in choices for v in values):
        raise bad_field(path, "BASE_TYPE_CHOICES", "The value is none of the options.")


def of_modal(call: RouteCall, channel: DiscordChannel, modal: Payload, given: Mapping[str, Json]) -> Payload:
    """A modal's data: what was entered, in the shape of the form that was shown."""
    entries = {
        text(c.get("custom_id")): c for c in components.walk(items(given.get("components"))) if "custom_id" in c
    }
    resolved = Resolved(call, channel, items(given.get("attachments")))
    form = items(modal.get("components"))
    data: Payload = {
        "custom_id": modal["custom_id"],
        "components": [_filled(fields(c), entries, resolved) for c in form],
    }
    return resolved.into(data)


def _filled(shown: Mapping[str, Json], entered: Mapping[str, Mapping[str, Json]], resolved: Resolved) -> Payload:
    payload: Payload = {"type": shown["type"], "id": shown["id"]}
    if "components" in shown:
        payload["components"] = [_filled(fields(c), entered, resolved) for c in items(shown["components"])]
    elif "component" in shown:
        payload["component"] = _filled(fields(shown["component"]), entered, resolved)
    elif "custom_id" in shown:
        payload["custom_id"] = shown["custom_id"]
        _fill(payload, shown, entered.get(text(shown["custom_id"]), {}), resolved)
    return payload


def _fill(payload: Payload, shown: Mapping[str, Json], entered: Mapping[str, Json], resolved: Resolved) -> None:
    kind, path = number(shown["type"]) or 0, ("data", "components")
    if kind == controls.CHECKBOX:
        payload["value"] = entered.get("value") is True
        return
    if kind in (controls.TEXT_INPUT, controls.RADIO):
        payload["value"] = _entered_value(kind, shown, entered, path)
        return
    values = items(entered.get("values"))
    if values or shown.get("required") is not False:
        _check_values(kind, shown, values, path)
    if kind in _SELECT_KINDS or kind == controls.UPLOAD:
        types = items(shown.get("channel_types"))
        values = [resolved.add(_SELECT_KINDS.get(kind, FILE), value, types) for value in values]
    payload["values"] = values


def _entered_value(
    kind: int, shown: Mapping[str, Json], entered: Mapping[str, Json], path: tuple[str | int, ...]
) -> str | None:
    """The one value of a text input or of radio buttons."""
    value, is_required = text(entered.get("value")), shown.get("required") is True
    if kind == controls.RADIO:
        choices = [fields(o).get("value") for o in items(shown.get("options"))]
        if value not in choices and (value or is_required):
            raise bad_field(path, "BASE_TYPE_CHOICES", "The value is none of the options.")
        return value or None
    most, least = number(shown.get("max_length")) or 4000, number(shown.get("min_length")) or 0
    if (is_required and not value) or len(value) > most or (value and len(value) < least):
        raise bad_field(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
    return value
