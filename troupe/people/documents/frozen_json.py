"""JSON that cannot change: freezing, thawing, and the rules a value must keep to be stored anywhere."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NoReturn, TypeAlias, TypeGuard, TypeVar, cast

from pydantic import BaseModel, JsonValue

FrozenJson: TypeAlias = "str | int | float | bool | tuple[FrozenJson, ...] | FrozenDict[FrozenJson] | None"
"""A JSON value, frozen all the way down: arrays are tuples, objects are FrozenDict."""

V = TypeVar("V")

MAX_DEPTH = 64
"""Levels of nesting. Real files have about six; far beyond that, recursion would be too deep."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def is_object(value: object) -> TypeGuard[Mapping[str, object]]:
    """Whether a JSON value is an object."""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[Sequence[object]]:
    """Whether a JSON value is an array."""
    return isinstance(value, (list, tuple))


class NotJson(ValueError):
    """A value that JSON, UTF-8 or a database cannot hold. `path` leads to it, such as `behaviors.routines[2]`."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path
        self.message = message


class FrozenDict(dict[str, V]):
    """A dict that refuses to change, and so can be hashed and shared."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a frozen object cannot be changed")

    __setitem__ = __delitem__ = __ior__ = _refuse  # pyright: ignore[reportAssignmentType]
    clear = pop = popitem = setdefault = update = _refuse  # pyright: ignore[reportAssignmentType]

    def __hash__(self) -> int:  # pyright: ignore[reportIncompatibleVariableOverride]
        number: int | None = self.__dict__.get("_hash")  # a persona is looked up several times in each turn
        if number is None:
            number = self.__dict__["_hash"] = hash(frozenset(self.items()))
        return number

    def __copy__(self) -> "FrozenDict[V]":
        return self

    def __deepcopy__(self, memo: object) -> "FrozenDict[V]":
        return self

    def __reduce__(self) -> tuple[type["FrozenDict[V]"], tuple[dict[str, V]]]:
        return (type(self), (dict(self),))


def object_in(value: object) -> FrozenDict[FrozenJson]:
    """The value if it is a frozen object; an empty one if it is anything else."""
    return cast("FrozenDict[FrozenJson]", value) if isinstance(value, FrozenDict) else FrozenDict[FrozenJson]()


def child(path: str, key: str | int) -> str:
    """The path of a member: `a.b` for a key, `a[2]` for a place in a list."""
    if isinstance(key, int):
        return f"{path}[{key}]"
    short_key = key if len(key) <= 40 else key[:40] + "…"
    return f"{path}.{short_key}" if path else short_key


def freeze(value: object, path: str = "", depth: int = 0) -> FrozenJson:
    """The frozen form of a JSON value. Raises NotJson, with the path, for anything JSON cannot say: infinite
    or not-a-number floats, text that is not Unicode or holds a null character, keys that are not text, other
    types, and nesting beyond MAX_DEPTH."""
    if depth > MAX_DEPTH:
        raise NotJson(path, f"nested more than {MAX_DEPTH} levels deep")
    if isinstance(value, str):
        return _text(value, path)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise NotJson(path, f"must be a finite number, not {value}")
        return value
    if isinstance(value, BaseModel):
        return freeze(value.model_dump(mode="json"), path, depth)
    if isinstance(value, Mapping):
        return FrozenDict(_members(cast("Mapping[object, object]", value), path, depth))
    if is_list(value):
        return tuple(freeze(item, child(path, i), depth + 1) for i, item in enumerate(value))
    raise NotJson(path, f"cannot be kept in JSON ({type(value).__name__})")


def _members(value: Mapping[object, object], path: str, depth: int) -> Iterator[tuple[str, FrozenJson]]:
    for key, member in value.items():
        if not isinstance(key, str):
            raise NotJson(path, f"has a key that is not text: {key!r}")
        yield _text(key, path), freeze(member, child(path, key), depth + 1)


def _text(value: str, path: str) -> str:
    if "\0" in value:
        raise NotJson(path, "holds a null character")
    if _SURROGATE.search(value):
        raise NotJson(path, "holds half a character (a lone surrogate)")
    return value


def freeze_object(value: Mapping[str, object], path: str = "") -> FrozenDict[FrozenJson]:
    """`freeze` for an object."""
    return cast("FrozenDict[FrozenJson]", freeze(value, path))


def thaw(value: FrozenJson) -> JsonValue:
    """Plain lists and dicts again, for writing out."""
    if isinstance(value, tuple):
        return [thaw(item) for item in value]
    if isinstance(value, FrozenDict):
        return {key: thaw(member) for key, member in value.items()}
    return value


def thaw_object(value: Mapping[str, FrozenJson]) -> dict[str, JsonValue]:
    """`thaw` for an object."""
    return {key: thaw(member) for key, member in value.items()}
