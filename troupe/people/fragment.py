"""Fragments: a reusable part of a persona, and the rule by which it is merged into one."""

from collections.abc import Mapping
from dataclasses import dataclass

from troupe.errors import BadInput
from troupe.people.frozen_json import FrozenDict, FrozenJson, child, freeze_object, is_list, is_object
from troupe.people.reading import shown

NEVER = ("name", "fragments", "agent_file")
"""What makes someone themselves, or is kept by the house: no part of a fragment."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of a persona. `slug` is what it is called; `document` the fields it brings."""

    slug: str
    document: Mapping[str, FrozenJson]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A text or number of the persona that the fragment's took the place of. `path` is where, such as `age`."""

    path: str
    was: FrozenJson
    became: FrozenJson

    def __str__(self) -> str:
        return f"{self.path}: {shown(self.became)} instead of {shown(self.was)}"


def fragment(slug: str, document: Mapping[str, object]) -> Fragment:
    """The fragment of this name with these fields. Raises BadInput for a field that no fragment may bring."""
    for field in NEVER:
        if field in document:
            raise BadInput(f"{slug}: {field} is no part of a fragment", field=f"persona.{field}")
    return Fragment(slug=slug, document=freeze_object(document))


def merged(
    document: Mapping[str, FrozenJson], part: Fragment
) -> tuple[FrozenDict[FrozenJson], tuple[Conflict, ...]]:
    """The persona's document with the fragment in it, and what gave way.

    Objects merge member by member. Of lists, the persona's items stay in their order and the fragment's new ones
    follow in theirs; two objects of the same `name` become one. What is absent or null is taken over. Of two
    different scalars the fragment's stands, and is reported. Raises BadInput where one is a list, object or
    scalar and the other is not.
    """
    conflicts: list[Conflict] = []
    whole = _objects(document, part.document, "", part.slug, conflicts)
    return whole, tuple(conflicts)


def _objects(
    one: Mapping[str, FrozenJson],
    other: Mapping[str, FrozenJson],
    path: str,
    slug: str,
    conflicts: list[Conflict],
) -> FrozenDict[FrozenJson]:
    members = dict(one)
    for key, brought in other.items():
        members[key] = _values(members.get(key), brought, child(path, key), slug, conflicts)
    return FrozenDict(members)


def _values(had: FrozenJson, brought: FrozenJson, path: str, slug: str, conflicts: list[Conflict]) -> FrozenJson:
    if brought is None:
        return had
    if had is None:
        return brought
    if isinstance(had, FrozenDict) and isinstance(brought, FrozenDict):
        return _objects(had, brought, path, slug, conflicts)
    if isinstance(had, tuple) and isinstance(brought, tuple):
        return _lists(had, brought, path, slug, conflicts)
    if _kind(had) != _kind(brought):
        raise BadInput(f"{slug}: {path}: is {_kind(brought)} here and {_kind(had)} in the persona", field=path)
    if had != brought:
        conflicts.append(Conflict(path, had, brought))
    return brought


def _lists(
    had: tuple[FrozenJson, ...],
    brought: tuple[FrozenJson, ...],
    path: str,
    slug: str,
    conflicts: list[Conflict],
) -> tuple[FrozenJson, ...]:
    items = list(had)
    for item in brought:
        place = next((at for at, known in enumerate(items) if _same_name(known, item)), None)
        if place is not None:
            items[place] = _values(items[place], item, child(path, place), slug, conflicts)
        elif item not in items:
            items.append(item)
    return tuple(items)


def _same_name(one: FrozenJson, other: FrozenJson) -> bool:
    if not (isinstance(one, FrozenDict) and isinstance(other, FrozenDict)):
        return False
    return "name" in one and one.get("name") == other.get("name")


def _kind(value: FrozenJson) -> str:
    return "an object" if is_object(value) else "a list" if is_list(value) else "one value"
