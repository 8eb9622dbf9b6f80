"""The memories of a saved TinyPerson: what it perceived and said, and what it knows by heart."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from troupe.core.errors import BadInput
from troupe.memory.archives.archive_dates import DateLine
from troupe.memory.archives.read_archive import ReadArchive, ReadLine
from troupe.people.documents.frozen_json import is_list, is_object
from troupe.people.documents.lenient_reading import as_text

_SAID = frozenset({"TALK", "REACH_OUT"})
_HEARD = frozenset({"CONVERSATION", "SOCIAL"})
_KNOWN = frozenset({"consolidated", "reflection", "information", "feedback"})
_PREAMBLE = re.compile(r"^#[^\n]*\n+I have [^\n]*?:\s*\n+", re.IGNORECASE)
"""What TinyTroupe puts before a memory: a heading, and when it was made."""


def read_tiny_memories(value: object, source: str, now: datetime) -> ReadArchive:
    """The lines of an agent file with memories, of its `episodic_memory` or `semantic_memory` alone, or of a list
    of their entries. What was merely thought is left out. Raises BadInput where there is none."""
    episodes, facts = _parts(value)
    if episodes is None and facts is None:
        raise BadInput(f"{source}: holds no episodic_memory and no semantic_memory", field="file")
    dates = DateLine(None, now)
    lines: list[ReadLine] = []
    left_out = 0
    for entry in episodes or ():
        told = tuple(_episode(entry, dates))
        left_out += not told
        lines.extend(told)
    for entry in facts or ():
        lines.extend(_fact(entry, dates))
    notes = (f"{left_out} memories are no talk and were left out",) if left_out else ()
    return ReadArchive(lines=tuple(sorted(lines, key=lambda line: line.at)), notes=notes, mine=_name(value))


def _name(value: object) -> str:
    persona = value.get("persona") if is_object(value) else None
    return as_text(persona.get("name")) if is_object(persona) else ""


def _parts(value: object) -> tuple[list[object] | None, list[object] | None]:
    if is_list(value):
        return list(value), None
    if not is_object(value):
        return None, None
    if "memory" in value or "episodic_buffer" in value:
        return _entries(value), None
    episodic, semantic = value.get("episodic_memory"), value.get("semantic_memory", value)
    episodes = _entries(episodic) if is_object(episodic) else list(episodic) if is_list(episodic) else None
    facts = semantic.get("memories") if is_object(semantic) else semantic
    return episodes, list(facts) if is_list(facts) else None


def _entries(memory: Mapping[str, object]) -> list[object]:
    parts = (memory.get("memory"), memory.get("episodic_buffer"))
    return [entry for part in parts if is_list(part) for entry in part]


def _episode(entry: object, dates: DateLine) -> Iterator[ReadLine]:
    """The speech in one memory: an action of its own, or stimuli that it perceived."""
    if not is_object(entry):
        return
    at = dates.next(entry.get("simulation_timestamp"))
    content = entry.get("content")
    if isinstance(content, str):
        content = _parsed(content)
    if not is_object(content):
        return
    action = content.get("action")
    if (
        is_object(action)
        and as_text(action.get("type")).upper() in _SAID
        and (text := as_text(action.get("content")))
    ):
        yield ReadLine("", text, at, mine=True)
    stimuli = content.get("stimuli")
    for stimulus in stimuli if is_list(stimuli) else ():
        if not is_object(stimulus) or as_text(stimulus.get("type")).upper() not in _HEARD:
            continue
        if text := as_text(stimulus.get("content")):
            yield ReadLine(as_text(stimulus.get("source")) or "Somebody", text, at)


def _fact(entry: object, dates: DateLine) -> Iterator[ReadLine]:
    """What is known by heart, as one's own words."""
    if isinstance(entry, str):
        entry = {"content": entry}
    if not is_object(entry) or as_text(entry.get("type") or "information") not in _KNOWN:
        return
    at = dates.next(entry.get("simulation_timestamp"))
    if text := _PREAMBLE.sub("", as_text(entry.get("content"))).strip():
        yield ReadLine("", text, at, mine=True)


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
