"""Message and modal components: checked against Discord's limits and completed as Discord completes them."""

from collections.abc import Iterator, Mapping, Sequence

from bot.playground.server.payloads import component_controls as controls
from bot.playground.server.payloads.component_controls import (
    BUTTON,
    INPUTS,
    SELECTS,
    TEXT_INPUT,
    Check,
    Path,
    worded,
)
from bot.playground.server.state.discord_errors import DiscordError, bad_field
from bot.playground.server.state.json_wire import Json, Payload, fields, items, number, text

ROW, SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 1, 9, 10, 11, 12, 13, 14, 17, 18
IS_V2 = 1 << 15

_TOP_V1 = frozenset({ROW})
_TOP_V2 = frozenset({ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER})
_IN_CONTAINER = _TOP_V2 - {CONTAINER}
_IN_MODAL = frozenset({ROW, TEXT, LABEL})
_IN_LABEL = SELECTS | INPUTS
_MOST_TEXTS = 3


def message_components(given: Sequence[Json], *, v2: bool, interactive: bool = True) -> list[Payload]:
    """The components of a message as it will carry them. Raises 50035.

    `interactive` False (a webhook that belongs to no application) refuses everything but link buttons.
    """
    check = _start(given)
    path: Path = ("components",)
    if not v2 and len(given) > 5:
        raise bad_field(path, "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    kinds = _TOP_V2 if v2 else _TOP_V1
    payloads = [_component(fields(c), kinds, check, (*path, n)) for n, c in enumerate(given)]
    if check.count > 40:
        raise bad_field(path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "The maximum is 40 components.")
    if check.characters > 4000:
        raise bad_field(path, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "Must be 4000 or fewer in length.")
    if not interactive and check.custom_ids:
        raise DiscordError(50035, errors=_interactive_refused())
    return payloads


def modal_components(given: Sequence[Json]) -> list[Payload]:
    """The components of a modal. Raises 50035."""
    if not 1 <= len(given) <= 40:
        raise bad_field(("data", "components"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 40 in length.")
    check = _start(given)
    return [_component(fields(c), _IN_MODAL, check, ("data", "components", n)) for n, c in enumerate(given)]


def walk(tree: Sequence[Json]) -> Iterator[Mapping[str, Json]]:
    """Every component of a tree, parents before children."""
    for node in tree:
        component = fields(node)
        yield component
        yield from walk(items(component.get("components")))
        for single in ("accessory", "component"):
            if single in component:
                yield from walk([component[single]])


def find(tree: Sequence[Json], custom_id: str) -> Mapping[str, Json] | None:
    """The component with this custom id."""
    return next((c for c in walk(tree) if c.get("custom_id") == custom_id), None)


def _start(given: Sequence[Json]) -> Check:
    ids = {n for c in walk(given) if (n := number(c.get("id"))) is not None and n > 0}
    return Check(taken=ids)


def _component(given: Mapping[str, Json], allowed: frozenset[int], check: Check, path: Path) -> Payload:
    kind = number(given.get("type"))
    if kind is None or kind not in allowed:
        kinds = ", ".join(str(k) for k in sorted(allowed))
        raise bad_field((*path, "type"), "UNION_TYPE_CHOICES", f'Value of field "type" must be one of ({kinds}).')
    check.count += 1
    payload: Payload = {"type": kind, "id": _own_id(given, check)}
    if kind == ROW:
        payload["components"] = _row(given, check, path)
    elif kind == BUTTON:
        payload |= controls.button(given, check, path)
    elif kind in SELECTS:
        payload |= controls.select(kind, given, check, path)
    elif kind == CONTAINER:
        payload["accent_color"] = number(given.get("accent_color"))
        payload["spoiler"] = given.get("spoiler") is True
        payload["components"] = _children(given, _IN_CONTAINER, check, path)
    elif kind == LABEL:
        payload |= _label(given, check, path)
    elif kind in INPUTS:
        payload |= controls.form_input(kind, given, check, path)
    else:
        payload |= _content(kind, given, check, path)
    return payload


def _own_id(given: Mapping[str, Json], check: Check) -> int:
    if own := number(given.get("id")):
        return own
    while check.next_id in check.taken:
        check.next_id += 1
    check.taken.add(check.next_id)
    return check.next_id


def _children(given: Mapping[str, Json], allowed: frozenset[int], check: Check, path: Path) -> list[Json]:
    children = items(given.get("components"))
    if not children:
        raise bad_field((*path, "components"), "BASE_TYPE_REQUIRED", "This field is required")
    return [_component(fields(c), allowed, check, (*path, "components", n)) for n, c in enumerate(children)]


def _row(given: Mapping[str, Json], check: Check, path: Path) -> list[Json]:
    children = _children(given, SELECTS | {BUTTON, TEXT_INPUT}, check, path)
    kinds = [number(fields(c).get("type")) for c in children]
    if len(children) > (5 if all(k == BUTTON for k in kinds) else 1):
        raise bad_field((*path, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The row is too wide.")
    return children


def _label(given: Mapping[str, Json], check: Check, path: Path) -> Payload:
    payload: Payload = {
        "label": worded(given, "label", 45, path),
        "component": _component(fields(given.get("component")), _IN_LABEL, check, (*path, "component")),
    }
    if given.get("description"):
        payload["description"] = worded(given, "description", 100, path)
    return payload


def _content(kind: int, given: Mapping[str, Json], check: Check, path: Path) -> Payload:
    spoiler = given.get("spoiler") is True
    if kind == TEXT:
        content = worded(given, "content", 4000, path)
        check.characters += len(content)
        return {"content": content}
    if kind == SECTION:
        texts = _children(given, frozenset({TEXT}), check, path)
        if len(texts) > _MOST_TEXTS:
            message = f"Must be between 1 and {_MOST_TEXTS} in length."
            raise bad_field((*path, "components"), "BASE_TYPE_BAD_LENGTH", message)
        beside = frozenset({BUTTON, THUMBNAIL})
        accessory = _component(fields(given.get("accessory")), beside, check, (*path, "accessory"))
        return {"components": texts, "accessory": accessory}
    if kind == SEPARATOR:
        spacing = number(given.get("spacing"))
        return {"divider": given.get("divider") is not False, "spacing": 1 if spacing is None else spacing}
    if kind == GALLERY:
        nodes = items(given.get("items"))
        if not 1 <= len(nodes) <= 10:
            raise bad_field((*path, "items"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length.")
        return {"items": [_thumbnail(fields(node), check, (*path, "items", n)) for n, node in enumerate(nodes)]}
    if kind == FILE:
        return {"file": _media(given.get("file"), check, path), "name": None, "size": None, "spoiler": spoiler}
    return _thumbnail(given, check, path)


def _thumbnail(given: Mapping[str, Json], check: Check, path: Path) -> Payload:
    return {
        "media": _media(given.get("media"), check, path),
        "description": given.get("description"),
        "spoiler": given.get("spoiler") is True,
    }


def _media(given: Json, check: Check, path: Path) -> Payload:
    url = text(fields(given).get("url"))
    if not url.startswith(("http://", "https://", "attachment://")):
        message = "Scheme must be one of ('http', 'https', 'attachment')."
        raise bad_field((*path, "url"), "URL_TYPE_INVALID_SCHEME", message)
    return {"id": str(check.count), "url": url, "proxy_url": url}


def _interactive_refused() -> Payload:
    reason: list[Json] = [
        {
            "code": "APPLICATION_WEBHOOK_REQUIRED",
            "message": "Only webhooks owned by an application may send interactive components.",
        }
    ]
    return {"components": {"_errors": reason}}
