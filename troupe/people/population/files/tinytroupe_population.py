"""TinyTroupe's population files, written for a model to read: what in them is a distribution, and of what.

Their form is free: headings over headings, with percentages as text wherever they come. Read as a field is
every group of percentages that makes a whole. What else there is is read by these rules, each with a note:
parts below a "Total" count and the total does not; "… or higher" is a ladder; opinions that nearly make a whole
and political camps are one choice; interests that people may share, and single opinions, are had or not had,
each by itself; numbers of people are shares of their sum. Everything else (medians, lists, remarks) is no
distribution and is left out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from troupe.people.documents.frozen_json import is_object
from troupe.people.population.files.tinytroupe_headings import (
    LADDER,
    about,
    heading_of,
    naming_of,
    place_of,
    rung,
    said,
)
from troupe.people.population.files.typed_values import text
from troupe.people.population.spec.age_bands import band
from troupe.people.population.spec.population_spec import AGE, Condition, Field, FieldChoice, FieldKind, Population
from troupe.people.population.spec.shares import TOLERANCE, Wrong, count, per_cent, scaled

_NEARLY = 0.1
"""How far the answers to one question may be from a whole: the rest gave none."""

_OPINION = re.compile(r"\bopinion|\battitude", re.IGNORECASE)
_ONE_CAMP = re.compile(r"\bpolitic|\bparty\b|\bvot", re.IGNORECASE)
_SHARED = re.compile(r"\bhobb|\binterest|\bhabit|\bactivit", re.IGNORECASE)


@dataclass(slots=True)
class _Found:
    """What was found so far."""

    country: str = ""
    fields: list[Field] = field(default_factory=list[Field])
    notes: list[str] = field(default_factory=list[str])


def is_tinytroupe(document: Mapping[str, object]) -> bool:
    """Whether a parsed file is of this kind."""
    return is_object(document.get("content")) and "fields" not in document


def read_tinytroupe(document: Mapping[str, object], culture: str) -> Population:
    """The population of a parsed file. Raises Wrong if there is no distribution in it."""
    reading = _Found()
    content = document["content"]
    _read(content, reading, ())
    if not reading.fields:
        raise Wrong("content", "holds no distribution: no group of percentages such as “Male: 49%, Female: 51%”")
    ages = any(each_field.kind is FieldKind.AGE for each_field in reading.fields)
    fields = tuple(
        each_field if ages else each_field.model_copy(update={"when": ()}) for each_field in reading.fields
    )
    return Population(
        title=text(document.get("title"), "title") or "A population",
        description=text(document.get("description"), "description"),
        source=text(document.get("source"), "source"),
        country=reading.country,
        naming=naming_of(fields, culture),
        fields=fields,
        notes=tuple(reading.notes),
    )


def _read(node: object, reading: _Found, headings: tuple[str, ...]) -> None:
    """Whatever is below these headings."""
    if not is_object(node):
        return
    shares = {label: share for label, answer in node.items() if (share := per_cent(answer)) is not None}
    below = {heading: inner for heading, inner in node.items() if is_object(inner)}
    if isinstance(country := node.get("Country"), str):
        reading.country = country.strip()
    heading = heading_of(headings)
    if headings and _OPINION.search(" ".join(headings)):
        _read_opinions(heading, below, shares, reading)
        return
    if headings and (people := _counted(below)):
        _add(reading, headings, scaled(people), "shares of their sum were taken for numbers of people")
        return
    if not shares or not headings:
        for name, inner in below.items():
            _read(inner, reading, (*headings, name))
        return
    if _take(reading, headings, shares):
        for name, inner in below.items():
            _read(inner, reading, (*headings, name))
        return
    leaves = _leaves(node)
    if _whole(sum(leaves.values())):
        _add(reading, headings, leaves, "read as one choice, its groups' totals left out")
        return
    reading.notes.append(f"{heading}: no distribution (adds up to {sum(shares.values()):.1%}), left out")
    for name, inner in below.items():
        _read(inner, reading, (*headings, name))


def _take(reading: _Found, headings: tuple[str, ...], shares: Mapping[str, float]) -> bool:
    """Whether the percentages are a distribution by themselves, which is then added."""
    total, heading = sum(shares.values()), " ".join(headings)
    if _whole(total):
        _add(reading, headings, shares, "")
    elif any(LADDER.match(label) for label in shares):
        _add(reading, headings, _steps(shares), "“… or higher” was read as a ladder")
    elif _ONE_CAMP.search(heading) and total > 0.5:
        _add(reading, headings, shares, "read as one choice")
    elif _SHARED.search(heading):
        _add(reading, headings, shares, "each is had or not had, by itself", FieldKind.SEVERAL)
    else:
        return False
    return True


def _add(
    reading: _Found,
    headings: tuple[str, ...],
    shares: Mapping[str, float],
    note: str,
    kind: FieldKind = FieldKind.ONE,
) -> None:
    name = heading_of(headings)
    total = sum(shares.values())
    bands = {label: years for label in shares if (years := band(label)) is not None}
    if (
        kind is FieldKind.ONE
        and len(bands) == len(shares)
        and not any(f.kind is FieldKind.AGE for f in reading.fields)
    ):
        name, kind = AGE, FieldKind.AGE
    if any(each_field.name == name for each_field in reading.fields):
        name = " ".join(headings[-2:]).lower()
    if kind is not FieldKind.SEVERAL and abs(total - 1) > 0.0005:
        note = f"{note + '; ' if note else ''}the shares add up to {total:.1%}, and were scaled to 100 %"
        shares = scaled(shares)
    opinion = kind is FieldKind.ONE and _OPINION.search(headings[0]) is not None
    path, least = ("beliefs", 18) if opinion else place_of(headings)
    when = (Condition(field=AGE, first=least),) if least and kind is not FieldKind.AGE else ()
    if when:
        note = f"{note + '; ' if note else ''}only those {when[0]}"
    if note:
        reading.notes.append(f"{name}: {note}")
    choices = tuple(
        FieldChoice(label=label, share=share, first=bands[label][0], last=bands[label][1])
        if kind is FieldKind.AGE
        else FieldChoice(label=label, share=share, text=said(about(headings), label) if opinion else "")
        for label, share in shares.items()
    )
    path = "" if kind is FieldKind.AGE else path
    reading.fields.append(Field(name=name, kind=kind, choices=choices, path=path, when=when))


def _read_opinions(
    heading: str, below: Mapping[str, Mapping[str, object]], shares: Mapping[str, float], reading: _Found
) -> None:
    """Questions with their answers: one choice where these nearly make a whole, else each answer by itself."""
    single = [FieldChoice(label=label, share=share, text=said("", label)) for label, share in shares.items()]
    for topic, answers in below.items():
        per_answer = {label: share for label, value in answers.items() if (share := per_cent(value)) is not None}
        if len(per_answer) > 1 and abs(sum(per_answer.values()) - 1) <= _NEARLY:
            note = "the rest gave no answer" if sum(per_answer.values()) < 0.995 else ""
            _add(reading, (heading, topic), per_answer, note)
            continue
        single += [
            FieldChoice(label=f"{topic}: {label}", share=share, text=said(topic, label))
            for label, share in per_answer.items()
        ]
    if single:
        when = (Condition(field=AGE, first=18),)
        reading.fields.append(
            Field(name=heading, kind=FieldKind.SEVERAL, choices=tuple(single), path="beliefs", when=when)
        )
        reading.notes.append(f"{heading}: each is held or not held, by itself; only those {when[0]}")


def _counted(below: Mapping[str, Mapping[str, object]]) -> dict[str, float]:
    """Numbers of people, where every heading has one (`Employment: 10.5 million`) and no shares."""
    people: dict[str, float] = {}
    for heading, inner in below.items():
        numbers = [number for answer in inner.values() if isinstance(answer, str) and (number := count(answer))]
        if len(numbers) != 1 or any(per_cent(answer) is not None for answer in inner.values()):
            return {}
        people[heading] = numbers[0]
    return people if len(people) > 1 else {}


def _leaves(node: Mapping[str, object]) -> dict[str, float]:
    """All percentages below, totals of groups left out; of two of one name the second gets its heading before."""
    leaves: dict[str, float] = {}

    def gather(inner: Mapping[str, object], heading: str) -> None:
        for label, answer in inner.items():
            if is_object(answer):
                gather(answer, label)
            elif (share := per_cent(answer)) is not None and label.lower() != "total":
                leaves[label if label not in leaves else f"{heading}: {label}"] = share

    gather(node, "")
    return leaves


def _steps(shares: Mapping[str, float]) -> dict[str, float]:
    """A ladder ("high school or higher: 90 %, bachelor or higher: 35 %") as shares of its steps."""
    rungs = sorted(shares.items(), key=lambda rung: -rung[1])
    steps = {f"Below {rung(rungs[0][0]).lower()}": 1 - rungs[0][1]}
    for at, (label, share) in enumerate(rungs):
        last = at == len(rungs) - 1
        steps[label if last else rung(label)] = share - (0 if last else rungs[at + 1][1])
    return {label: share for label, share in steps.items() if share > 0}


def _whole(total: float) -> bool:
    return abs(total - 1) <= TOLERANCE
