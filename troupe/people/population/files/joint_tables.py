"""Joint tables of a population file: two or three fields, as shares of the whole, shares of each row, or
counts."""

from collections.abc import Iterator, Mapping
from math import prod

from troupe.people.documents.frozen_json import child
from troupe.people.population.files.typed_values import members, text, texts
from troupe.people.population.spec.population_spec import Field, FieldKind, Table
from troupe.people.population.spec.shares import TOLERANCE, Wrong, weight

MOST_CELLS = 5_000
_ROWS, _WHOLE, _COUNTS = "rows", "whole", "counts"


def read_table(value: object, path: str, fields_by_name: Mapping[str, Field], notes: list[str]) -> Table:
    """A table whose values are those of the fields; a field without values yet is taken as it stands. Raises
    Wrong.

    Shares of rows are turned into shares of the whole, by the margins of the fields before the last.
    """
    entry = members(value, path, ("fields", "shares", "cells", "source"))
    names = texts(entry.get("fields"), child(path, "fields"))
    if not 2 <= len(names) <= 3 or len(set(names)) < len(names):
        raise Wrong(child(path, "fields"), "must name two or three different fields")
    for name in names:
        if name not in fields_by_name or fields_by_name[name].kind is FieldKind.SEVERAL:
            raise Wrong(child(path, "fields"), f"“{name}” is not a field with one value for each person")
    kind = text(entry.get("shares", _WHOLE), child(path, "shares"))
    if kind not in (_ROWS, _WHOLE, _COUNTS):
        raise Wrong(child(path, "shares"), f"must be {_ROWS}, {_WHOLE} or {_COUNTS}, not {kind}")
    fields = [fields_by_name[name] for name in names]
    place = child(path, "cells")
    cells = dict(_cells(entry.get("cells"), place, fields))
    if len(cells) > MOST_CELLS:
        raise Wrong(place, f"has more than {MOST_CELLS} cells")
    if kind == _ROWS:
        cells = _of_the_whole(cells, place, fields, notes)
    elif kind == _WHOLE:
        _check(sum(cells.values()), place, notes)
    _complete(cells, place, fields)
    return Table(fields=names, cells=tuple(cells.items()), source=text(entry.get("source"), child(path, "source")))


def _cells(value: object, path: str, fields: list[Field]) -> Iterator[tuple[tuple[str, ...], float]]:
    field, *further = fields
    for label, inner in members(value, path).items():
        place = child(path, label)
        if field.choices and label not in field.labels:
            raise Wrong(place, f"{field.name} has no value “{label}”")
        if further:
            yield from (((label, *labels), number) for labels, number in _cells(inner, place, further))
        else:
            yield (label,), weight(inner, place)


def _check(total: float, path: str, notes: list[str]) -> None:
    if abs(total - 100) > 100 * TOLERANCE:
        raise Wrong(path, f"the shares add up to {total:g} %, not to 100 %")
    if abs(total - 100) > 0.051:
        notes.append(f"{path}: the shares add up to {total:.4g} %, and were scaled to 100 %")


def _of_the_whole(
    cells: Mapping[tuple[str, ...], float], path: str, fields: list[Field], notes: list[str]
) -> dict[tuple[str, ...], float]:
    sums: dict[tuple[str, ...], float] = {}
    for labels, number in cells.items():
        sums[labels[:-1]] = sums.get(labels[:-1], 0.0) + number
    for row, total in sums.items():
        _check(total, path + "".join(f".{label}" for label in row), notes)
    if not all(field.choices for field in fields[:-1]):
        raise Wrong(path, "shares of rows need margins of the fields before the last")
    return {
        labels: number
        / sums[labels[:-1]]
        * prod(_share(f, label) for f, label in zip(fields, labels[:-1], strict=False))
        for labels, number in cells.items()
    }


def _share(field: Field, label: str) -> float:
    return field.choice(label).share


def _complete(cells: Mapping[tuple[str, ...], float], path: str, fields: list[Field]) -> None:
    """Check that every value people have stands somewhere in the table, unless the table is of some people
    only."""
    if not any(cells.values()):
        raise Wrong(path, "counts nobody")
    if any(field.when for field in fields):
        return
    for at, field in enumerate(fields):
        used = {labels[at] for labels, number in cells.items() if number > 0}
        for choice in field.choices:
            if choice.share > 0 and choice.label not in used:
                raise Wrong(path, f"has nobody for {field.name} “{choice.label}”, who are {choice.share:.1%}")
