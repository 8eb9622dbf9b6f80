"""The choice of a persona's lore that is told: what is constant in the portrait, the rest when its keys are spoken
of.

Keys are found as whole words or their plurals in s, without regard to case and accents; in scripts without spaces,
anywhere.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from troupe.core.word_tokens import phrase
from troupe.people.persona.lore_entries import LoreEntry
from troupe.people.persona.persona import Persona
from troupe.worlds.scene import Scene

_ENTRIES = 3
"""Entries told in one turn where the persona sets no budget of its own."""
_BUDGET = 600
_MOST_BUDGET = 1_500
"""Tokens of lore, constant or spoken of: without a budget of the persona's own, and with one at most. Every token
is paid on every turn."""
_CHARACTERS_A_TOKEN = 4
_ENDINGS = (" ", "s ", "es ")
"""What may follow a key in the text: keys are given in the singular, people speak in the plural."""
_KEPT = 256


@dataclass(frozen=True, slots=True)
class _Key:
    """A key in its words, folded: with each ending it may have in the text, and the words of which one must be
    there for the key to be at all. `exact` is the key as it must stand, if case matters or it has no words."""

    forms: tuple[str, ...]
    signs: frozenset[str]
    exact: str


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What was said: its words, folded, with a space about each; each word once; and as it stands."""

    words: str
    each: frozenset[str]
    text: str


@dataclass(frozen=True, slots=True)
class _Sought:
    """An entry with its keys made ready."""

    entry: LoreEntry
    keys: tuple[_Key, ...]
    secondary: tuple[_Key, ...]
    excluded: tuple[_Key, ...]


def constant_lore(persona: Persona) -> tuple[LoreEntry, ...]:
    """What is always told, in order, as much as the budget allows."""
    return _within(_budget(persona), (entry for entry in persona.lore if entry.constant))


def spoken_lore(scene: Scene) -> tuple[LoreEntry, ...]:
    """What is spoken of in what is new, or in the last lines that an entry looks at; in order, as much as fits."""
    persona = scene.person.persona
    texts = {depth: _spoken(scene, depth) for depth in {sought.entry.scan_depth for sought in _sought(persona)}}
    entries = [sought.entry for sought in _sought(persona) if _called(sought, texts[sought.entry.scan_depth])]
    if persona.lore_budget is None:
        return _within(_BUDGET, entries[:_ENTRIES])
    room = _budget(persona) - sum(map(_tokens, constant_lore(persona)))
    return _within(room, entries)


def _budget(persona: Persona) -> int:
    own = persona.lore_budget
    return _BUDGET if own is None else min(own, _MOST_BUDGET)


def _within(budget: int, entries: Iterable[LoreEntry]) -> tuple[LoreEntry, ...]:
    """The entries that fit, in their order; where there is too much, those of the lowest priority go first."""
    candidates = list(entries)
    selection: list[LoreEntry] = []
    for entry in sorted(candidates, key=lambda entry: -entry.priority):
        if _tokens(entry) <= budget:
            selection.append(entry)
            budget -= _tokens(entry)
    return tuple(entry for entry in candidates if any(entry is item for item in selection))


def _tokens(entry: LoreEntry) -> int:
    return len(entry.text) // _CHARACTERS_A_TOKEN + 1


@lru_cache(maxsize=_KEPT)
def _sought(persona: Persona) -> tuple[_Sought, ...]:
    return tuple(
        _Sought(
            entry, _keys(entry, entry.keys), _keys(entry, entry.secondary_keys), _keys(entry, entry.exclude_keys)
        )
        for entry in persona.lore
        if not entry.constant
    )


def _keys(entry: LoreEntry, keys: tuple[str, ...]) -> tuple[_Key, ...]:
    key_forms: list[_Key] = []
    for key in keys:
        words = phrase(key)
        forms = tuple(f" {' '.join(words)}{ending}" for ending in _ENDINGS) if words else ()
        signs = [form.strip() for form in forms] if len(words) == 1 else words[:1]
        key_forms.append(_Key(forms, frozenset(signs), key if entry.case_sensitive or not words else ""))
    return tuple(key_forms)


def _spoken(scene: Scene, depth: int | None) -> _Spoken:
    lines = [event for event in scene.history if event.facets.spoken]
    latest = {event.id for event in lines[len(lines) - depth :]} if depth else set[str]()
    texts = [event.text for event in lines if event.id in scene.unread or event.id in latest]
    words = "  ".join(" ".join(phrase(text)) for text in texts)
    return _Spoken(f" {words} ", frozenset(words.split()), "\n".join(texts))


def _called(sought: _Sought, spoken: _Spoken) -> bool:
    if not any(_stands(key, spoken) for key in sought.keys):
        return False
    if sought.secondary and not any(_stands(key, spoken) for key in sought.secondary):
        return False
    return not any(_stands(key, spoken) for key in sought.excluded)


def _stands(key: _Key, spoken: _Spoken) -> bool:
    if key.forms and (key.signs.isdisjoint(spoken.each) or not any(form in spoken.words for form in key.forms)):
        return False
    if not key.exact:
        return bool(key.forms)
    return re.search(rf"(?<!\w){re.escape(key.exact)}(?!\w)", spoken.text) is not None
