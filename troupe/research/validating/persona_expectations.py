"""The expectations of a persona: read from a file written apart from it, or drawn from the persona's own tests."""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path

from pydantic import Field, ValidationError

from troupe.core.errors import BadInput
from troupe.core.frozen import Frozen
from troupe.people.documents.frozen_json import is_list, is_object
from troupe.people.documents.lenient_reading import shown
from troupe.people.library.persona_parsing import TEXT_SUFFIXES, bad, parse_text
from troupe.people.persona.persona import Persona

MOST = 40
"""Expectations of one interview: each is a question, and every question is a turn that is paid."""
PLAIN_SUFFIXES = frozenset({".txt", ".md"})
_LISTED = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+")
_HEADING = re.compile(r"^\s*#{1,6}\s")
_BYTES = 65_536


class ExpectationSource(StrEnum):
    """The place an expectation comes from."""

    FILE = "file"
    KNOWS = "knows"
    STYLE = "style"


class Expectation(Frozen):
    """One thing that should show in what somebody says. `ask` is the question that brings it up; without one, the
    judge thinks of a question that does not give the answer away. A manner of speaking is asked by no question of
    its own: all answers show it."""

    expect: str = Field(min_length=1, max_length=500)
    ask: str = Field(default="", max_length=500)
    source: ExpectationSource = ExpectationSource.FILE

    @property
    def of_manner(self) -> bool:
        return self.source is ExpectationSource.STYLE


class OwnTests(Frozen):
    """The persona's own tests: what should show, and what must never be said."""

    expectations: tuple[Expectation, ...] = ()
    never_says: tuple[str, ...] = ()


def own_tests(persona: Persona) -> OwnTests:
    """The tests that a persona file brings along in its field `tests`."""
    knows = (
        Expectation(
            expect=f"Knows {subject} from experience.",
            ask=f"What can you tell me about {subject}?",
            source=ExpectationSource.KNOWS,
        )
        for subject in persona.tests.knows
    )
    manner = (Expectation(expect=trait, source=ExpectationSource.STYLE) for trait in persona.tests.style)
    return OwnTests(expectations=(*knows, *manner), never_says=persona.tests.never_says)


def read_expectations(path: Path) -> tuple[Expectation, ...]:
    """The expectations of a file: plain text (one a line), or YAML or JSON with a list of texts or of objects with
    `expect` and, if wanted, `ask`; the list may stand under `expectations`. Raises BadInput naming the place."""
    raw = _bytes(path)
    if path.suffix.lower() in TEXT_SUFFIXES:
        expectations = tuple(_listed(parse_text(raw, str(path)), str(path)))
    elif path.suffix.lower() in PLAIN_SUFFIXES:
        expectations = tuple(_lines(_decoded(raw, path), str(path)))
    else:
        raise BadInput(f"{path}: must end in .yaml, .json, .txt or .md", field="--expectations")
    if not expectations:
        raise BadInput(f"{path}: holds no expectations", field="--expectations")
    if len(expectations) > MOST:
        raise BadInput(f"{path}: holds {len(expectations)} expectations, more than {MOST}", field="--expectations")
    return expectations


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})", field="--expectations") from error
    if len(raw) > _BYTES:
        raise BadInput(f"{path}: is larger than {_BYTES // 1024} KiB", field="--expectations")
    return raw


def _decoded(raw: bytes, path: Path) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: is not UTF-8 text", field="--expectations") from error


def _lines(text: str, source: str) -> Iterator[Expectation]:
    for number, line in enumerate(text.splitlines(), 1):
        words = _LISTED.sub("", line).strip()
        if words and not _HEADING.match(line):
            yield _expectation({"expect": words}, source, f"line {number}")


def _listed(value: object, source: str) -> Iterator[Expectation]:
    if is_object(value) and "expectations" in value:
        value = value["expectations"]
    if not is_list(value):
        raise bad(source, "expectations", f"must be a list, not {shown(value)}")
    for number, item in enumerate(value):
        place = f"expectations[{number}]"
        if isinstance(item, str):
            yield _expectation({"expect": item.strip()}, source, place)
        elif is_object(item):
            yield _expectation(dict(item), source, place)
        else:
            raise bad(source, place, f"must be text, or an object with `expect` and `ask`, not {shown(item)}")


def _expectation(members: dict[str, object], source: str, place: str) -> Expectation:
    if unknown := sorted(set(members) - {"expect", "ask"}):
        raise bad(source, f"{place}.{unknown[0]}", "is not known here; there are `expect` and `ask`")
    try:
        return Expectation.model_validate(members)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in (place, *first["loc"]))
        raise bad(source, where, first["msg"].lower()) from None


def asked(expectations: Sequence[Expectation]) -> tuple[str, ...]:
    """The questions of an interview about these, each once, in order."""
    return tuple(dict.fromkeys(each.ask for each in expectations if each.ask))
