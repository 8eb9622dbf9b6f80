"""Fragments: a reusable part of a persona, and the rule by which it is merged into one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from troupe.core.errors import BadInput
from troupe.people.documents.frozen_json import FrozenDict, FrozenJson, child, freeze_object, is_list, is_object
from troupe.people.documents.lenient_reading import as_text, shown
from troupe.people.fragments.merge_record import Change, MergedItem, Step, canonical, digest

NEVER = ("name", "fragments", "agent_file", "card", "merges")
"""What makes someone themselves, or is kept by the house: no part of a fragment."""

_LONGEST_SHOWN = 100
"""Characters of a text in a preview."""
_WORDS = 24
"""Items of a list that are no longer than this are words, told on one line."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A part of a persona. `slug` is what it is called; `document` the fields it brings."""

    slug: str
    document: Mapping[str, FrozenJson]


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """A text or number of the persona that the fragment's took the place of. `path` is where, such as `age`."""

    path: str
    was: FrozenJson
    became: FrozenJson

    def __str__(self) -> str:
        return f"{self.path}: {shown(self.became)} instead of {shown(self.was)}"


@dataclass(frozen=True, slots=True)
class Addition:
    """The addition of a fragment to a place where the persona had nothing: a value, or items of a list."""

    path: str
    values: tuple[FrozenJson, ...]

    def lines(self) -> tuple[str, ...]:
        """One line an item; words together on one."""
        texts = [" ".join(as_text(value).split()) for value in self.values]
        if all(len(text) <= _WORDS for text in texts):
            texts = [", ".join(texts)]
        return tuple(
            f"{self.path}: {text[:_LONGEST_SHOWN]}{'…' if len(text) > _LONGEST_SHOWN else ''}" for text in texts
        )


@dataclass(frozen=True, slots=True)
class Merged:
    """The outcome of a merge: the whole document, what is new in it, what gave way, and how to undo it."""

    document: FrozenDict[FrozenJson]
    additions: tuple[Addition, ...]
    conflicts: tuple[MergeConflict, ...]
    changes: tuple[Change, ...]

    @property
    def changes_anything(self) -> bool:
        """Whether the document is another than before."""
        return bool(self.additions or self.conflicts) or any(change.new for change in self.changes)


def fragment(slug: str, document: Mapping[str, object]) -> Fragment:
    """The fragment of this name with these fields. Raises BadInput for a field that no fragment may bring."""
    for field_ in NEVER:
        if field_ in document:
            raise BadInput(f"{slug}: {field_} is no part of a fragment", field=f"persona.{field_}")
    return Fragment(slug=slug, document=freeze_object(document))


def merged(document: Mapping[str, FrozenJson], part: Fragment) -> Merged:
    """The persona's document with the fragment in it.

    Objects merge member by member. Of lists, the persona's items stay in their order and the fragment's new ones
    follow in theirs; two objects of the same `name` become one. What is absent or null is taken over. Of two
    different scalars the fragment's stands, and is reported. Raises BadInput where one is a list, object or
    scalar and the other is not.
    """
    merging = _Merging(part.slug)
    whole = merging.objects(document, part.document, (), "")
    return Merged(whole, tuple(merging.additions), tuple(merging.conflicts), tuple(merging.changes))


def preview(document: Mapping[str, FrozenJson], part: Fragment) -> tuple[str, ...]:
    """What merging would do, in lines for people: `+` what it adds, `~` what gives way to it."""
    whole = merged(document, part)
    return (
        *(f"~ {conflict}" for conflict in whole.conflicts),
        *(f"+ {line}" for addition in whole.additions for line in addition.lines()),
    )


@dataclass(slots=True)
class _Merging:
    """One merge under way, and the notes taken of it."""

    slug: str
    additions: list[Addition] = field(default_factory=list[Addition])
    conflicts: list[MergeConflict] = field(default_factory=list[MergeConflict])
    changes: list[Change] = field(default_factory=list[Change])

    def objects(
        self, first: Mapping[str, FrozenJson], second: Mapping[str, FrozenJson], at: tuple[Step, ...], path: str
    ) -> FrozenDict[FrozenJson]:
        members = dict(first)
        for key, addition in second.items():
            if addition is not None:
                members[key] = self._member(members, key, addition, (*at, key), child(path, key))
        return FrozenDict(members)

    def _member(
        self, members: dict[str, FrozenJson], key: str, addition: FrozenJson, at: tuple[Step, ...], path: str
    ) -> FrozenJson:
        had = members.get(key)
        if had is not None:
            return self.values(had, addition, at, path)
        new = key not in members
        if isinstance(addition, FrozenDict):
            self.changes.append(Change(at=at, new=new))
            return self.objects({}, addition, at, path)
        if isinstance(addition, tuple):
            self.changes.append(Change(at=at, new=new))
            return self._lists((), addition, at, path)
        self.changes.append(Change(at=at, new=new, put=digest(addition)))
        self.additions.append(Addition(path, (addition,)))
        return addition

    def values(self, had: FrozenJson, addition: FrozenJson, at: tuple[Step, ...], path: str) -> FrozenJson:
        """What stands where both have something."""
        if addition is None:
            return had
        if isinstance(had, FrozenDict) and isinstance(addition, FrozenDict):
            return self.objects(had, addition, at, path)
        if isinstance(had, tuple) and isinstance(addition, tuple):
            return self._lists(had, addition, at, path)
        if _kind(had) != _kind(addition):
            fault = f"{self.slug}: {path}: is {_kind(addition)} here and {_kind(had)} in the persona"
            raise BadInput(fault, field=path)
        self.changes.append(Change(at=at, put=digest(addition), was=had))
        if same(had, addition):
            return had
        self.conflicts.append(MergeConflict(path, had, addition))
        return addition

    def _lists(
        self, had: tuple[FrozenJson, ...], addition: tuple[FrozenJson, ...], at: tuple[Step, ...], path: str
    ) -> tuple[FrozenJson, ...]:
        items = list(had)
        shared: list[str] = []
        places: dict[str, int] = {}
        for place, item in enumerate(had):
            for key in _known_by(item):
                places.setdefault(key, place)
        for item in addition:
            keys = _known_by(item)
            place = min((places[key] for key in keys if key in places), default=None)
            if place is None:
                places.update((key, len(items)) for key in keys)
                items.append(item)
            elif same(items[place], item):
                shared.extend([digest(item)] if place < len(had) else [])
            elif place < len(had):
                step = MergedItem(item=digest(_name(item)))
                items[place] = self.values(items[place], item, (*at, step), child(path, place))
            else:
                items[place] = _Merging(self.slug).values(items[place], item, (), child(path, place))
        if new := items[len(had) :]:
            self.additions.append(Addition(path, tuple(new)))
        if new or shared:
            self.changes.append(Change(at=at, items=tuple(map(digest, new)), shared=tuple(shared)))
        return tuple(items)


def same(first: FrozenJson, second: FrozenJson) -> bool:
    """Whether two values are the same JSON, in which true is not 1."""
    return first == second and canonical(first) == canonical(second)


def _name(item: FrozenJson) -> FrozenJson:
    return item.get("name") if isinstance(item, FrozenDict) else None


def _known_by(item: FrozenJson) -> tuple[str, ...]:
    """Two items of a list are one if they share any of these: the name of an object, or all that they say. Lists
    may be long, and are looked up in, not searched."""
    whole = f"item {canonical(item)}"
    has_name = isinstance(item, FrozenDict) and "name" in item
    return (f"name {canonical(_name(item))}", whole) if has_name else (whole,)


def _kind(value: FrozenJson) -> str:
    return "an object" if is_object(value) else "a list" if is_list(value) else "one value"
