"""Guides in our own form, YAML or JSON: checked field by field, every fault with its line and how to mend it."""

import difflib
from collections.abc import Iterator, Mapping

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from troupe.people.documents.document_places import line_of
from troupe.people.documents.document_text import parse_document
from troupe.people.documents.frozen_json import (
    FrozenDict,
    FrozenJson,
    NotJson,
    child,
    freeze_object,
    is_list,
    is_object,
)
from troupe.people.documents.lenient_reading import shown
from troupe.research.guides.guide import Ballot, Exhibit, Guide, GuideQuestion, GuideSection, SkipRule
from troupe.research.guides.reading.document_translation import translated
from troupe.research.guides.reading.guide_faults import GuideFault, GuideNote, GuideUnreadable

_KINDS: Mapping[str, type[BaseModel]] = {"question": GuideQuestion, "ballot": Ballot, "exhibit": Exhibit}
_WORDS = {"question": "q", "ballot": "vote", "exhibit": "show"}


def read_document(raw: bytes, source: str, *, yaml_syntax: bool) -> tuple[Guide, tuple[GuideNote, ...]]:
    """The guide in a document, with notes on what is left out. A step may be a text alone, which is a question;
    `kind` and `key` may be left out, and names that others have for a field are read. Raises GuideUnreadable."""
    try:
        document = parse_document(raw, yaml_syntax=yaml_syntax)
    except NotJson as error:
        raise GuideUnreadable(source, [GuideFault(line=0, field=error.path, message=error.message)]) from error
    text = raw.decode("utf-8-sig")
    if not isinstance(document, FrozenDict):
        message = f"must be an object with title and sections, not {shown(document)}"
        raise GuideUnreadable(source, [GuideFault(line=1, field="", message=message)])
    try:
        return Guide.model_validate(_filled(document)), ()
    except ValidationError as error:
        foreign = translated(document)
        if not foreign.changed:
            raise GuideUnreadable(source, _faults(text, error, {})) from error
    notes = tuple(GuideNote(line=line_of(text, path), message=told, words=w) for path, told, w in foreign.notes)
    try:
        return Guide.model_validate(_filled(freeze_object(foreign.document))), notes
    except ValidationError as error:
        raise GuideUnreadable(source, _faults(text, error, foreign.origins)) from error


def _faults(text: str, error: ValidationError, origins: Mapping[str, str]) -> list[GuideFault]:
    errors = error.errors(include_url=False)
    deeper = [one for one in errors if one["type"] != "too_short"]  # a list is short of what failed in it
    return [_fault(text, one, origins) for one in deeper or errors]


def _filled(document: FrozenDict[FrozenJson]) -> dict[str, object]:
    """The document with what may be left out: questions and steps straight below, kinds, keys."""
    whole: dict[str, object] = dict(document)
    for word in ("questions", "steps"):
        if "sections" not in whole and isinstance(steps := whole.get(word), tuple):
            del whole[word]
            whole["sections"] = ({"title": "Questions", "steps": steps},)
    sections = whole.get("sections")
    if is_list(sections):
        keys = _Keys()
        keys.taken.update(_given_keys(document))
        whole["sections"] = tuple(_section(section, keys) for section in sections)
    return whole


def _given_keys(value: FrozenJson) -> Iterator[str]:
    if isinstance(value, FrozenDict):
        if isinstance(key := value.get("key"), str):
            yield key
        for member in value.values():
            yield from _given_keys(member)
    elif isinstance(value, tuple):
        for item in value:
            yield from _given_keys(item)


class _Keys:
    """Keys for steps that have none."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self._counts: dict[str, int] = {}

    def next(self, word: str) -> str:
        while True:
            self._counts[word] = self._counts.get(word, 0) + 1
            key = f"{word}{self._counts[word]}"
            if key not in self.taken:
                self.taken.add(key)
                return key


def _section(section: object, keys: _Keys) -> object:
    if not is_object(section):
        return section
    members: dict[str, object] = dict(section)
    if "steps" not in members and "questions" in members:
        members["steps"] = members.pop("questions")
    steps = members.get("steps")
    if is_list(steps):
        members["steps"] = tuple(_step(step, keys) for step in steps)
    return members


def _step(step: object, keys: _Keys) -> object:
    if isinstance(step, str):
        return {"kind": "question", "key": keys.next("q"), "text": step}
    if not is_object(step):
        return step
    members: dict[str, object] = dict(step)
    if "kind" not in members:
        members["kind"] = _kind(members)
    kind = members["kind"]
    if isinstance(kind, str) and kind in _WORDS and "key" not in members:
        members["key"] = keys.next(_WORDS[kind])
    if is_list(variants := members.get("variants")):
        members["variants"] = tuple(
            _variant(one, f"{members.get('key')}_{n}") for n, one in enumerate(variants, 1)
        )
    return members


def _variant(variant: object, key: str) -> object:
    if isinstance(variant, str):
        return {"kind": "exhibit", "key": key[:30], "text": variant}
    if not is_object(variant):
        return variant
    return {"kind": "exhibit", "key": key[:30], **variant}


def _kind(members: Mapping[str, object]) -> str:
    if "form" in members or "options" in members or "points" in members:
        return "ballot"
    return "exhibit" if "variants" in members or "title" in members or "file" in members else "question"


def _fault(text: str, error: ErrorDetails, origins: Mapping[str, str]) -> GuideFault:
    path = ""
    model: type[BaseModel] = Guide
    for part in error["loc"]:
        if isinstance(part, str) and part in _KINDS and path.endswith("]"):
            model = _KINDS[part]  # pydantic names the member of a union on the way
            continue
        model = {"sections": GuideSection, "skip": SkipRule, "variants": Exhibit}.get(str(part), model)
        path = child(path, part)
    place = _origin(path, origins)
    return GuideFault(line=line_of(text, place) or 1, field=place, message=_plain(error, model))


def _origin(path: str, origins: Mapping[str, str]) -> str:
    """The path in the file of what stands at a path of ours."""
    known = max(
        (one for one in origins if path == one or path.startswith((f"{one}.", f"{one}["))), key=len, default=""
    )
    return f"{origins[known]}{path[len(known) :]}" if known else path


def _plain(error: ErrorDetails, model: type[BaseModel]) -> str:
    match error["type"]:
        case "missing":
            return "is missing; add it"
        case "extra_forbidden":
            word = str(error["loc"][-1])
            near = difflib.get_close_matches(word, model.model_fields, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there is {', '.join(model.model_fields)}"
            return f"is no field that is known; {hint}"
        case "enum" | "literal_error":
            return f"must be {error.get('ctx', {}).get('expected', 'a known word')}, not {shown(error['input'])}"
        case "union_tag_invalid":
            return f"kind must be question, ballot or exhibit, not {shown(error.get('ctx', {}).get('tag'))}"
        case "union_tag_not_found" | "model_type" | "model_attributes_type" | "dict_type":
            return f"must be an object with fields, or a question as text, not {shown(error['input'])}"
        case "tuple_type":
            return f"must be a list, not {shown(error['input'])}"
        case "string_type":
            return f"must be text, not {shown(error['input'])}; put it in quotes"
        case "value_error":
            return error["msg"].removeprefix("Value error, ")
        case _:
            return f"{error['msg'][:1].lower()}{error['msg'][1:]}, and is {shown(error['input'])}"
