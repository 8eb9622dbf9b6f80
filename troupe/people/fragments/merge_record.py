"""The record of what merging a fragment did to a document, kept in it, and how it is undone.

The record stands in the document's field `merges`, one object a fragment. It holds places, what gave way, and
digests of what was brought, so that it is short, and so that what someone has changed since is recognised and left
as they made it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from troupe.core.errors import BadInput, NotFound
from troupe.people.documents.frozen_json import FrozenDict, FrozenJson, freeze, freeze_object, thaw


class _Record(BaseModel):
    """A part of the record: nothing unknown in it, nothing changes it."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class MergedItem(_Record):
    """The step to the item of a list whose `name` has this digest."""

    item: str


Step = str | MergedItem


def _frozen(value: object) -> object:
    return freeze(value)


class Change(_Record):
    """A change that was made at one place.

    With `put`, a scalar was set, in the place of `was` or, if `new`, of nothing. With `items`, these were added to
    a list, and those of `shared` were there already. With neither, an object or list was made, to be filled.
    """

    at: tuple[Step, ...]
    new: bool = False
    put: str | None = None
    was: Annotated[object, AfterValidator(_frozen)] = None
    items: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()


class Merge(_Record):
    """All that merging one fragment did, in order."""

    fragment: str
    changes: tuple[Change, ...] = Field(default=())


def canonical(value: FrozenJson) -> str:
    """The one text of a JSON value, whatever the order of its keys."""
    return json.dumps(thaw(value), sort_keys=True, ensure_ascii=False)


def digest(value: FrozenJson) -> str:
    """The first eight hex digits of the SHA-256 of a value."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()[:8]


def with_record(document: Mapping[str, FrozenJson], merges: Sequence[Merge]) -> FrozenDict[FrozenJson]:
    """The document with this record of merges; with none, without the field."""
    members = {key: member for key, member in document.items() if key != "merges"}
    if merges:
        members["merges"] = tuple(
            freeze_object(merge.model_dump(mode="json", exclude_defaults=True)) for merge in merges
        )
    return FrozenDict(members)


def undone(document: Mapping[str, FrozenJson], merges: Sequence[Merge], slug: str) -> FrozenDict[FrozenJson]:
    """The document as it would be had this fragment never been merged; what was changed since stays as it is.

    Raises NotFound where it was not merged, and BadInput where nobody kept what it did.
    """
    places = [place for place, merge in enumerate(merges) if merge.fragment == slug]
    if not places:
        slugs = document.get("fragments")
        if isinstance(slugs, tuple) and slug in slugs:
            raise BadInput(f"{slug}: what merging it did is not kept here, so it cannot be undone", field="merges")
        there = ", ".join(merge.fragment for merge in merges) or "none"
        raise NotFound(f"{slug}: is not merged into this persona; merged: {there}", field="fragment")
    place = places[-1]
    undoing = _Undoing([merge for at, merge in enumerate(merges) if at != place], place)
    whole: FrozenJson = FrozenDict(document)
    for change in reversed(merges[place].changes):
        whole = undoing.at(whole, change.at, change)
    if not isinstance(whole, FrozenDict):
        raise BadInput(f"{slug}: what merging it did is not kept here, so it cannot be undone", field="merges")
    return with_record(whole, undoing.others)


class _Gone:
    """In the place of a member that is to be removed."""


_GONE = _Gone()


class _Undoing:
    """One merge being undone, and the others, who inherit what they have a part in; from `later` on, they came
    after it."""

    def __init__(self, others: list[Merge], later: int) -> None:
        self.others = others
        self._later = later

    def at(self, value: FrozenJson, steps: tuple[Step, ...], change: Change) -> FrozenJson:
        """The value with the change undone below it; unchanged where the way to it is gone."""
        if not steps:
            return value
        first, below = steps[0], steps[1:]
        if isinstance(first, MergedItem):
            return self._at_item(value, first, below, change)
        if not isinstance(value, FrozenDict) or first not in value:
            return value
        had = value[first]
        became = self.at(had, below, change) if below else self._undo(had, change)
        members = {key: member for key, member in value.items() if key != first or not isinstance(became, _Gone)}
        if not isinstance(became, _Gone):
            members[first] = became
        return FrozenDict(members)

    def _at_item(self, value: FrozenJson, step: MergedItem, below: tuple[Step, ...], change: Change) -> FrozenJson:
        if not isinstance(value, tuple):
            return value
        items = list(value)
        for place, item in enumerate(items):
            if isinstance(item, FrozenDict) and "name" in item and digest(item["name"]) == step.item:
                items[place] = self.at(item, below, change)
                break
        return tuple(items)

    def _undo(self, had: FrozenJson, change: Change) -> "FrozenJson | _Gone":
        before = _GONE if change.new else freeze(change.was)
        if change.put is not None:
            if not self._inherited_scalar(change) and digest(had) == change.put:
                return before
            return had
        if change.items or change.shared:
            return self._without_items(had, change) if isinstance(had, tuple) else had
        if isinstance(had, FrozenDict | tuple) and not had:
            return before
        self._inherit_container(change)
        return had

    def _without_items(self, had: tuple[FrozenJson, ...], change: Change) -> tuple[FrozenJson, ...]:
        places: dict[str, list[int]] = {}
        for place, item in enumerate(had):
            places.setdefault(digest(item), []).append(place)
        removed: set[int] = set()
        for entry in reversed(change.items):
            if not self._inherited_item(change, entry) and (there := places.get(entry)):
                removed.add(there.pop())
        return tuple(item for place, item in enumerate(had) if place not in removed)

    def _inherited_scalar(self, change: Change) -> bool:
        """Whether a later fragment's scalar took the place of this one's: it now stands over what was before."""
        for at, merge in enumerate(self.others[self._later :], self._later):
            for place, change_there in enumerate(merge.changes):
                if (
                    change_there.at == change.at
                    and change_there.put is not None
                    and digest(freeze(change_there.was)) == change.put
                ):
                    heir = change_there.model_copy(update={"was": change.was, "new": change.new})
                    self._replace(at, place, heir)
                    return True
        return False

    def _inherited_item(self, change: Change, entry: str) -> bool:
        """Whether another fragment brought the same item: it is now that one's."""
        for at, merge in enumerate(self.others):
            for place, change_there in enumerate(merge.changes):
                if change_there.at == change.at and entry in change_there.shared:
                    shared = tuple(item for item in change_there.shared if item != entry)
                    heir = change_there.model_copy(
                        update={"items": (entry, *change_there.items), "shared": shared}
                    )
                    self._replace(at, place, heir)
                    return True
        return False

    def _inherit_container(self, change: Change) -> None:
        """An object or list that another fragment has put something into is now that one's to remove."""
        depth = len(change.at)
        for at, merge in enumerate(self.others):
            if any(change_there.at[:depth] == change.at for change_there in merge.changes):
                self.others[at] = merge.model_copy(update={"changes": (change, *merge.changes)})
                return

    def _replace(self, at: int, place: int, change: Change) -> None:
        merge = self.others[at]
        changes = (*merge.changes[:place], change, *merge.changes[place + 1 :])
        self.others[at] = merge.model_copy(update={"changes": changes})
