"""Fields that an analyst wants taken out, as people write them: `price they named; would they switch (yes/no);
tone (calm|angry)`, or as a list in a YAML or JSON file."""

import re
from collections.abc import Iterator
from pathlib import PurePath

import yaml
from pydantic import TypeAdapter, ValidationError

from troupe.core.errors import BadInput
from troupe.core.word_tokens import fold
from troupe.research.analysis.extracted_table import WantedField, WantedKind

FIELD = "--extract"
MOST_FIELDS = 20
_TYPED = re.compile(r"(?P<what>.*?)\s*\((?P<type>[^()]*)\)\s*", re.DOTALL)
_YES_NO = frozenset({"yes no", "yes or no", "no yes", "yesno", "boolean", "bool"})
_NUMBER = frozenset({"number", "amount", "count", "integer", "a number"})
_COUNTED = re.compile(r"(?:how (?:many|much|often)|price|cost|amount|number of|count of|age)\b", re.IGNORECASE)
"""Beginnings by which a field without a type is a number."""
_FILE = TypeAdapter(tuple[WantedField, ...])


def fields_in_words(text: str) -> tuple[WantedField, ...]:
    """The fields of a text, apart by `;` or lines. Raises BadInput that quotes what is wrong."""
    parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    if not 1 <= len(parts) <= MOST_FIELDS:
        raise BadInput(f"needs 1 to {MOST_FIELDS} fields, and has {len(parts)}", field=FIELD)
    return tuple(_fields(parts))


def fields_in_file(raw: bytes, name: str) -> tuple[WantedField, ...]:
    """The fields of a file: a list with `key`, `what`, and where it is no text `kind` and `choices`. Raises
    BadInput that names the place."""
    try:
        return _FILE.validate_python(yaml.safe_load(raw.decode("utf-8-sig")))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadInput(f"{PurePath(name).name}: cannot be read as YAML", field=FIELD) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise BadInput(f"{PurePath(name).name}: {where}: {first['msg']}", field=FIELD) from error


def _fields(parts: list[str]) -> Iterator[WantedField]:
    keys: set[str] = set()
    for part in parts:
        typed = _TYPED.fullmatch(part)
        what, kind = (typed["what"], typed["type"]) if typed else (part, "")
        if not what:
            raise BadInput(f"`{part}`: nothing is asked for", field=FIELD)
        key = _key(what, keys)
        keys.add(key)
        try:
            yield _field(key, what, kind)
        except ValidationError as error:
            raise BadInput(f"`{part}`: {error.errors(include_url=False)[0]['msg']}", field=FIELD) from error


def _field(key: str, what: str, kind: str) -> WantedField:
    choices = tuple(choice for each in re.split(r"[/|,]", kind) if (choice := each.strip()))
    word = " ".join(fold(choice) for choice in choices)
    if word in _YES_NO:
        return WantedField(key=key, what=what, kind=WantedKind.YES_NO)
    if word in _NUMBER or (not choices and _COUNTED.match(what)):
        return WantedField(key=key, what=what, kind=WantedKind.NUMBER)
    if len(choices) > 1:
        return WantedField(key=key, what=what, kind=WantedKind.CHOICE, choices=choices)
    return WantedField(key=key, what=what if not choices else f"{what} ({choices[0]})")


def _key(what: str, taken: set[str]) -> str:
    """A word of the field's own words, another than those there are."""
    words = re.findall(r"[a-z0-9]+", fold(what))
    key = "_".join(words)[:24].strip("_") or "field"
    key = key if key[0].isalpha() else f"f_{key}"
    return next(each for each in (key, *(f"{key}_{n}" for n in range(2, 99))) if each not in taken)
