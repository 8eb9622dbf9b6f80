"""The names that other people's YAML and JSON have for the fields of a guide."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from troupe.core.frozen import Frozen
from troupe.people.documents.slug import plain_letters
from troupe.research.guides.guide import BallotForm
from troupe.research.guides.reading.words.line_labels import form_named
from troupe.research.guides.reading.words.line_marks import minutes_in

_SLIP = 0.8
"""How like a name of ours a name is that was only mistyped."""


class DocumentWords(Frozen):
    """The file of names, as it stands: fields of ours with what others call them."""

    whole: Mapping[str, tuple[str, ...]]
    section: Mapping[str, tuple[str, ...]]
    step: Mapping[str, tuple[str, ...]]
    heads: Mapping[str, tuple[str, ...]]
    forms: Mapping[str, tuple[str, ...]]
    asides: Mapping[str, tuple[str, ...]]


@cache
def document_words() -> DocumentWords:
    """The names by the part of a guide in which they stand."""
    raw = files("troupe.research.guides.reading.words").joinpath("document_words.toml").read_text(encoding="utf-8")
    return DocumentWords.model_validate(tomllib.loads(raw))


def field_named(table: Mapping[str, tuple[str, ...]], name: str) -> str | None:
    """The field of ours that others call by this name."""
    plain = plain_name(name)
    return next((field for field, names in table.items() if plain in names), None)


def step_form(value: str) -> str | None:
    """The kind of step, or the form of ballot, that a value such as `open-ended` or `single-choice` names."""
    plain = plain_name(value)
    for form in (plain, plain.replace(" ", "-"), plain.replace(" ", "_")):
        if form in set(BallotForm) and form != "open":
            return form
    if (kind := field_named(document_words().forms, plain)) is not None:
        return kind
    named = form_named(plain) or form_named(plain.replace(" ", "-"))
    return None if named is None else named.value


def plain_name(name: str) -> str:
    """A name in small letters, without accents, with spaces between its words: `followUps` is `follow ups`."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.split(r"[\s_\-]+", plain_letters(apart).strip(" :")))


def is_foreign(known: str | None, name: str) -> bool:
    """The name is another's for a field of ours, and no slip of the pen such as `probe` for `probes`."""
    if known is None or known == name:
        return False
    return difflib.SequenceMatcher(None, known, name).ratio() < _SLIP


def minutes_of_value(value: object) -> object:
    """Minutes from a number, or from a text such as `15 min` or `15`."""
    if isinstance(value, str):
        minutes = minutes_in(value) if not value.strip().isdecimal() else float(value)
        return value if minutes is None else minutes
    return value
