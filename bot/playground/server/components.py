"""Message and modal components: checked against Discord's limits and completed as Discord completes them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.playground.server.errors import DiscordError, bad_field
from bot.playground.server.wire import Json, Payload, fields, items, number, text

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SELECTS = frozenset({3, 5, 6, 7, 8})
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL, UPLOAD = 9, 10, 11, 12, 13, 14, 17, 18, 19
CHOICES = frozenset({21, 22, 23})
IS_V2 = 1 << 15
LINK_STYLE, PREMIUM_STYLE = 5, 6

_TOP_V1 = frozenset({ROW})
_TOP_V2 = frozenset({ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER})
_IN_CONTAINER = _TOP_V2 - {CONTAINER}
_IN_MODAL = frozenset({ROW, TEXT, LABEL})
_IN_LABEL = SELECTS | CHOICES | {TEXT_INPUT, UPLOAD}

Path = tuple[str | int, ...]


@dataclass
class _Check:
    """One walk over a tree of components: which ids and custom ids are taken, what was counted."""

    next_id: int = 1
    count: int = 0
    characters: int = 0
    custom_ids: set[str] = field(default_factory=set[str])
    taken: set[int] = field(default_factory=set[int])


def message_components(given: Sequence[Json], *, v2: bool, interactive: bool = True) -> list[Payload]:
    """The components of a message as it will carry them. Raises 50035.

    `interactive` False (a webhook that belongs to no application) refuses everything but link buttons.
    """
    check = _start(given)
    path: Path = ("components",)
    if not v2 and len(given) > 5:
        raise bad_field(path, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    allowed = _TOP_V2 if v2 else _TOP_V1
    done = [_component(fields(c), allowed, check, (*path, n)) for n, c in enumerate(given)]
    if check.count > 40:
        raise bad_field(path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "The maximum is 40 components.")
    if check.characters > 4000:
        raise bad_field(path, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "Must be 4000 or fewer in length.")
    if not interactive and check.custom_ids:
        raise DiscordError(50035, errors=_interactive_refused())
    return done


def modal_components(given: Sequence[Json]) -> list[Payload]:
    """The components of a modal. Raises 50035."""
    if not 1 <= len(given) <= 40:
        raise bad_field(("data", "components"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 40 in length.")
    check = _start(given)
    return [_component(fields(c), _IN_MODAL, check, ("data", "components", n)) for n, c in enumerate(given)]


def walk(tree: Sequence[Json]) -> Iterator[Mapping[str, Json]]:
    """Every component of a tree, parents before children."""
    for one in tree:
        component = fields(one)
        yield component
        yield from walk(items(component.get("components")))
        for single in ("accessory", "component"):
            if single in component:
                yield from walk([component[single]])


def find(tree: Sequence[Json], custom_id: str) -> Mapping[str, Json] | None:
    """The component with this custom id."""
    return next((c for c in walk(tree) if c.get("custom_id") == custom_id), None)


def _start(given: Sequence[Json]) -> _Check:
    taken = {n for c in walk(given) if (n := number(c.get("id"))) is not None and n > 0}
    return _Check(taken=taken)


def _component(given: Mapping[str, Json], allowed: frozenset[int], check: _Check, path: Path) -> Payload:
    kind = number(given.get("type"))
    if kind is None or kind not in allowed:
        listed = ", ".join(str(k) for k in sorted(allowed))
        raise bad_field((*path, "type"), "UNION_TYPE_CHOICES", f'Value of field "type" must be one of ({listed}).')
    check.count += 1
    payload: Payload = {"type": kind, "id": _own_id(given, check)}
    if kind == ROW:
        payload["components"] = _row(given, check, path)
    elif kind == BUTTON:
        payload |= _button(given, check, path)
    elif kind in SELECTS:
        payload |= _select(kind, given, check, path)
    elif kind == CONTAINER:
        payload["accent_color"] = number(given.get("accent_color"))
        payload["spoiler"] = given.get("spoiler") is True
        payload["components"] = _children(given, _IN_CONTAINER, check, path)
    elif kind == LABEL:
        payload |= _label(given, check, path)
    elif kind in CHOICES or kind in (TEXT_INPUT, UPLOAD):
        payload |= _input(kind, given, check, path)
    else:
        payload |= _content(kind, given, check, path)
    return payload


def _own_id(given: Mapping[str, Json], check: _Check) -> int:
    if own := number(given.get("id")):
        return own
    while check.next_id in check.taken:
        check.next_id += 1
    check.taken.add(check.next_id)
    return check.next_id


def _children(given: Mapping[str, Json], allowed: frozenset[int], check: _Check, path: Path) -> list[Json]:
    listed = items(given.get("components"))
    if not listed:
        raise bad_field((*path, "components"), "BASE_TYPE_REQUIRED", "This field is required")
    return [_component(fields(c), allowed, check, (*path, "components", n)) for n, c in enumerate(listed)]


def _row(given: Mapping[str, Json], check: _Check, path: Path) -> list[Json]:
    children = _children(given, SELECTS | {BUTTON, TEXT_INPUT}, check, path)
    kinds = [number(fields(c).get("type")) for c in children]
    if len(children) > (5 if all(k == BUTTON for k in kinds) else 1):
        raise bad_field((*path, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The row is too wide.")
    return children


def _button(given: Mapping[str, Json], check: _Check, path: Path) -> Payload:
    style = number(given.get("style"))
    if style is None or not 1 <= style <= 6:
        raise bad_field((*path, "style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.")
    payload: Payload = {"style": style}
    if style == LINK_STYLE:
        payload["url"] = _text(given, "url", 512, path)
    elif style != PREMIUM_STYLE:
        payload["custom_id"] = _custom_id(given, check, path)
    label = given.get("label")
    if not label and not given.get("emoji") and style != PREMIUM_STYLE:
        raise bad_field(path, "BUTTON_COMPONENT_INVALID", "A button must have a label or an emoji.")
    if label:
        payload["label"] = _text(given, "label", 80, path)
    if given.get("emoji"):
        payload["emoji"] = _emoji(given["emoji"])
    if given.get("disabled") is True:
        payload["disabled"] = True
    return payload


def _select(kind: int, given: Mapping[str, Json], check: _Check, path: Path) -> Payload:
    least, most = number(given.get("min_values")), number(given.get("max_values"))
    payload: Payload = {
        "custom_id": _custom_id(given, check, path),
        "min_values": 1 if least is None else least,
        "max_values": 1 if most is None else most,
    }
    if given.get("placeholder"):
        payload["placeholder"] = _text(given, "placeholder", 150, path)
    for name in ("disabled", "default_values", "channel_types", "required"):
        if given.get(name) is not None:
            payload[name] = given[name]
    if kind == STRING_SELECT:
        payload["options"] = _options(given, path)
    return payload


def _options(given: Mapping[str, Json], path: Path) -> list[Json]:
    options = items(given.get("options"))
    if not 1 <= len(options) <= 25:
        raise bad_field((*path, "options"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 25 in length.")
    done: list[Json] = []
    values: set[str] = set()
    for n, one in enumerate(options):
        option, here = fields(one), (*path, "options", n)
        payload: Payload = {"label": _text(option, "label", 100, here), "value": _text(option, "value", 100, here)}
        if text(payload["value"]) in values:
            raise bad_field((*here, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The value is taken.")
        values.add(text(payload["value"]))
        if option.get("description"):
            payload["description"] = _text(option, "description", 100, here)
        if option.get("emoji"):
            payload["emoji"] = _emoji(option["emoji"])
        if option.get("default") is not None:
            payload["default"] = option["default"]
        done.append(payload)
    return done


def _label(given: Mapping[str, Json], check: _Check, path: Path) -> Payload:
    payload: Payload = {
        "label": _text(given, "label", 45, path),
        "component": _component(fields(given.get("component")), _IN_LABEL, check, (*path, "component")),
    }
    if given.get("description"):
        payload["description"] = _text(given, "description", 100, path)
    return payload


def _input(kind: int, given: Mapping[str, Json], check: _Check, path: Path) -> Payload:
    kept = ("style", "label", "placeholder", "min_length", "max_length", "value", "required", "options")
    payload: Payload = {"custom_id": _custom_id(given, check, path)}
    payload |= {k: given[k] for k in (*kept, "min_values", "max_values", "default") if given.get(k) is not None}
    if kind == TEXT_INPUT:
        if payload.get("style") not in (1, 2):
            raise bad_field((*path, "style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.")
        for name, limit in (("label", 45), ("placeholder", 100), ("value", 4000)):
            if name in payload:
                payload[name] = _text(given, name, limit, path, empty=name == "value")
        payload.setdefault("required", True)
    return payload


def _content(kind: int, given: Mapping[str, Json], check: _Check, path: Path) -> Payload:
    spoiler = given.get("spoiler") is True
    if kind == TEXT:
        content = _text(given, "content", 4000, path)
        check.characters += len(content)
        return {"content": content}
    if kind == SECTION:
        accessory = _component(
            fields(given.get("accessory")), frozenset({BUTTON, THUMBNAIL}), check, (*path, "accessory")
        )
        return {"components": _children(given, frozenset({TEXT}), check, path), "accessory": accessory}
    if kind == SEPARATOR:
        spacing = number(given.get("spacing"))
        return {"divider": given.get("divider") is not False, "spacing": 1 if spacing is None else spacing}
    if kind == GALLERY:
        listed = items(given.get("items"))
        if not 1 <= len(listed) <= 10:
            raise bad_field((*path, "items"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length.")
        return {"items": [_thumbnail(fields(one), check) for one in listed]}
    if kind == FILE:
        return {"file": _media(given.get("file"), check), "name": None, "size": None, "spoiler": spoiler}
    return _thumbnail(given, check)


def _thumbnail(given: Mapping[str, Json], check: _Check) -> Payload:
    return {
        "media": _media(given.get("media"), check),
        "description": given.get("description"),
        "spoiler": given.get("spoiler") is True,
    }


def _media(given: Json, check: _Check) -> Payload:
    url = text(fields(given).get("url"))
    return {"id": str(check.count), "url": url, "proxy_url": url}


def _emoji(given: Json) -> Payload:
    emoji = fields(given)
    payload: Payload = {"name": text(emoji.get("name"))}
    if emoji.get("id"):
        payload["id"] = str(emoji["id"])
        payload["animated"] = emoji.get("animated") is True
    return payload


def _custom_id(given: Mapping[str, Json], check: _Check, path: Path) -> str:
    custom_id = _text(given, "custom_id", 100, path)
    if custom_id in check.custom_ids:
        raise bad_field((*path, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", "The custom id is taken.")
    check.custom_ids.add(custom_id)
    return custom_id


def _text(given: Mapping[str, Json], name: str, limit: int, path: Path, *, empty: bool = False) -> str:
    value = text(given.get(name))
    if not value and not empty:
        raise bad_field((*path, name), "BASE_TYPE_REQUIRED", "This field is required")
    if len(value) > limit:
        raise bad_field((*path, name), "BASE_TYPE_MAX_LENGTH", f"Must be {limit} or fewer in length.")
    return value


def _interactive_refused() -> Payload:
    reason: list[Json] = [
        {
            "code": "APPLICATION_WEBHOOK_REQUIRED",
            "message": "Only webhooks owned by an application may send interactive components.",
        }
    ]
    return {"components": {"_errors": reason}}
