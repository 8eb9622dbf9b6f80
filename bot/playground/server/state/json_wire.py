"""JSON as the local Discord reads and writes it, and the few ways of taking it apart safely."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias, cast

from typing_extensions import TypeAliasType

Json = TypeAliasType("Json", "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None")
Payload: TypeAlias = dict[str, Json]


def dump(value: Json) -> str:
    """Compact JSON text, as Discord sends it."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def load(text: str | bytes) -> Json:
    """Parsed JSON. Raises ValueError."""
    return cast("Json", json.loads(text))


def fields(value: Json) -> Mapping[str, Json]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def items(value: Json) -> Sequence[Json]:
    """The value if it is an array, else an empty one."""
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()


def text(value: Json) -> str:
    """The value if it is text, else nothing."""
    return value if isinstance(value, str) else ""


def number(value: Json) -> int | None:
    """The integer written as a number or as digits; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return None


def stamp(moment: datetime) -> str:
    """A time as Discord writes it: ISO 8601 with microseconds and offset."""
    return moment.isoformat(timespec="microseconds")


def ids(values: Iterable[int]) -> list[Json]:
    """Snowflakes as JSON carries them: text."""
    return [str(value) for value in values]
