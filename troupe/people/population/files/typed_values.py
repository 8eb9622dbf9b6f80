"""Reading a parsed file value by value: the wanted kind of value, or Wrong with the path of what is not."""

import difflib
from collections.abc import Mapping, Sequence

from troupe.people.documents.frozen_json import child, is_list, is_object
from troupe.people.documents.lenient_reading import shown
from troupe.people.population.spec.shares import Wrong

MOST_TEXT = 10_000
"""Characters of one text."""


def members(value: object, path: str, allowed: Sequence[str] = ()) -> Mapping[str, object]:
    """An object, with no members but the known ones if any are named. Raises Wrong."""
    if not is_object(value):
        raise Wrong(path, f"must be an object, not {shown(value)}")
    for key in value:
        if allowed and key not in allowed:
            near = difflib.get_close_matches(key, allowed, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there is {', '.join(allowed)}"
            raise Wrong(child(path, key), f"is not known here; {hint}")
    return value


def items(value: object, path: str) -> Sequence[object]:
    """A list; nothing is an empty one. Raises Wrong."""
    if value is None:
        return ()
    if not is_list(value):
        raise Wrong(path, f"must be a list, not {shown(value)}")
    return value


def text(value: object, path: str) -> str:
    """A text; nothing is an empty one. Raises Wrong."""
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise Wrong(path, f"must be text, not {shown(value)}")
    if len(value) > MOST_TEXT:
        raise Wrong(path, f"is longer than {MOST_TEXT} characters")
    return " ".join(value.split())


def texts(value: object, path: str) -> tuple[str, ...]:
    """A list of texts, or one alone. Raises Wrong."""
    if isinstance(value, str):
        return (text(value, path),)
    return tuple(text(item, child(path, i)) for i, item in enumerate(items(value, path)))


def whole_number(value: object, path: str, low: int, high: int) -> int:
    """A whole number between two others. Raises Wrong."""
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise Wrong(path, f"must be a whole number from {low} to {high}, not {shown(value)}")
    return value
