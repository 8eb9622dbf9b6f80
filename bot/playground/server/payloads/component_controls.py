"""The controls of an application that members use: buttons, selects, a form's inputs; checked and completed as on
Discord."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.playground.server.state.discord_errors import bad_field
from bot.playground.server.state.json_wire import Json, Payload, fields, items, number, text

BUTTON, STRING_SELECT, TEXT_INPUT, UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 2, 3, 4, 19, 21, 22, 23
SELECTS = frozenset({3, 5, 6, 7, 8})
INPUTS = frozenset({TEXT_INPUT, UPLOAD, RADIO, CHECKBOXES, CHECKBOX})
LINK_STYLE, PREMIUM_STYLE = 5, 6
_MOST_VALUES, _MOST_OPTIONS, _MOST_BOXES = 25, 25, 10

Path = tuple[str | int, ...]


@dataclass
class Check:
    """One walk over a tree of components: which ids and custom ids are taken, what was counted."""

    next_id: int = 1
    count: int = 0
    characters: int = 0
    custom_ids: set[str] = field(default_factory=set[str])
    taken: set[int] = field(default_factory=set[int])


def button(given: Mapping[str, Json], check: Check, path: Path) -> Payload:
    """A button: a link has an address, any other a custom id. Raises 50035."""
    style = number(given.get("style"))
    if style is None or not 1 <= style <= 6:
        raise bad_field((*path, "style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.")
    payload: Payload = {"style": style}
    if style == LINK_STYLE:
        payload["url"] = worded(given, "url", 512, path)
        if not text(payload["url"]).startswith(("http://", "https://", "discord://")):
            message = "Scheme must be one of ('http', 'https', 'discord')."
            raise bad_field((*path, "url"), "URL_TYPE_INVALID_SCHEME", message)
    elif style != PREMIUM_STYLE:
        payload["custom_id"] = _custom_id(given, check, path)
    label = given.get("label")
    if not label and not given.get("emoji") and style != PREMIUM_STYLE:
        raise bad_field(path, "BUTTON_COMPONENT_INVALID", "A button must have a label or an emoji.")
    if label:
        payload["label"] = worded(given, "label", 80, path)
    if given.get("emoji"):
        payload["emoji"] = _emoji(given["emoji"])
    if given.get("disabled") is True:
        payload["disabled"] = True
    return payload


def select(kind: int, given: Mapping[str, Json], check: Check, path: Path) -> Payload:
    """A select of listed options, or of users, roles or channels. Raises 50035."""
    payload: Payload = {"custom_id": _custom_id(given, check, path), **_bounds(given, _MOST_VALUES, path)}
    if given.get("placeholder"):
        payload["placeholder"] = worded(given, "placeholder", 150, path)
    for name in ("disabled", "channel_types", "required"):
        if given.get(name) is not None:
            payload[name] = given[name]
    if given.get("default_values") is not None:  # clients may write ids as numbers; they are told as text
        defaults = [fields(entry) for entry in items(given["default_values"])]
        payload["default_values"] = [{"id": str(d.get("id")), "type": d.get("type")} for d in defaults]
    if kind == STRING_SELECT:
        payload["options"] = _options(given, 1, _MOST_OPTIONS, path)
    return payload


def form_input(kind: int, given: Mapping[str, Json], check: Check, path: Path) -> Payload:
    """A text input, an upload, radio buttons or checkboxes of a form. Raises 50035."""
    payload: Payload = {"custom_id": _custom_id(given, check, path)}
    if kind == CHECKBOX:
        return payload | {"default": given.get("default") is True}
    payload["required"] = given.get("required") is not False
    if kind == TEXT_INPUT:
        return payload | _text_input(given, path)
    if kind == RADIO:
        return payload | {"options": _options(given, 2, _MOST_BOXES, path)}
    payload |= _bounds(given, _MOST_BOXES, path)
    if kind == CHECKBOXES:
        payload["options"] = options = _options(given, 1, _MOST_BOXES, path)
        if number(given.get("max_values")) is None:
            payload["max_values"] = len(options)
    return payload


def _text_input(given: Mapping[str, Json], path: Path) -> Payload:
    payload: Payload = {"style": given.get("style")}
    if payload["style"] not in (1, 2):
        raise bad_field((*path, "style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.")
    payload |= {k: given[k] for k in ("min_length", "max_length") if given.get(k) is not None}
    for name, limit in (("label", 45), ("placeholder", 100), ("value", 4000)):
        if given.get(name) is not None:
            payload[name] = worded(given, name, limit, path, empty=name == "value")
    return payload


def _bounds(given: Mapping[str, Json], most: int, path: Path) -> Payload:
    """The bounds of a select: how few and how many may be chosen; one, where nothing is said."""
    low, high = number(given.get("min_values")), number(given.get("max_values"))
    low, high = 1 if low is None else low, 1 if high is None else high
    if not 0 <= low <= most:
        raise bad_field((*path, "min_values"), "NUMBER_TYPE_MAX", f"Must be between 0 and {most}.")
    if not max(1, low) <= high <= most:
        raise bad_field((*path, "max_values"), "NUMBER_TYPE_MAX", f"Must be between {max(1, low)} and {most}.")
    return {"min_values": low, "max_values": high}


def _options(given: Mapping[str, Json], least: int, most: int, path: Path) -> list[Json]:
    options = items(given.get("options"))
    if not least <= len(options) <= most:
        message = f"Must be between {least} and {most} in length."
        raise bad_field((*path, "options"), "BASE_TYPE_BAD_LENGTH", message)
    payloads: list[Json] = []
    values: set[str] = set()
    for n, entry in enumerate(options):
        option, here = fields(entry), (*path, "options", n)
        payload: Payload = {
            "label": worded(option, "label", 100, here),
            "value": worded(option, "value", 100, here),
        }
        if text(payload["value"]) in values:
            raise bad_field((*here, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The value is taken.")
        values.add(text(payload["value"]))
        if option.get("description"):
            payload["description"] = worded(option, "description", 100, here)
        if option.get("emoji"):
            payload["emoji"] = _emoji(option["emoji"])
        if option.get("default") is not None:
            payload["default"] = option["default"]
        payloads.append(payload)
    return payloads


def _emoji(given: Json) -> Payload:
    emoji = fields(given)
    payload: Payload = {"name": text(emoji.get("name"))}
    if emoji.get("id"):
        payload["id"] = str(emoji["id"])
        payload["animated"] = emoji.get("animated") is True
    return payload


def _custom_id(given: Mapping[str, Json], check: Check, path: Path) -> str:
    custom_id = worded(given, "custom_id", 100, path)
    if custom_id in check.custom_ids:
        raise bad_field((*path, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", "The custom id is taken.")
    check.custom_ids.add(custom_id)
    return custom_id


def worded(given: Mapping[str, Json], name: str, limit: int, path: Path, *, empty: bool = False) -> str:
    """A text field of at most `limit` characters. Raises 50035; also for nothing unless it may be `empty`."""
    value = text(given.get(name))
    if not value and not empty:
        raise bad_field((*path, name), "BASE_TYPE_REQUIRED", "This field is required")
    if len(value) > limit:
        raise bad_field((*path, name), "BASE_TYPE_MAX_LENGTH", f"Must be {limit} or fewer in length.")
    return value
