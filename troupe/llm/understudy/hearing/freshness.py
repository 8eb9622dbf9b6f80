"""The record of what has been heard in a scene, so that neither a sentence nor the turn of a phrase comes
twice."""

import re
import zlib
from collections.abc import Sequence

from troupe.core.kept_words import keeping_words
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import PersonAuthor

SEASON = 60
"""Lines after which other lines are preferred: as many as a person always has before them (see
db/cycle/turn_scene.py), so that what is no longer seen is not at once said again."""

_END = re.compile(r"(?<=[.!?…。？！])[\"”’)]*\s+")
_SLOT = re.compile(r"\{\w+\}")
_LEAST = 8
"""Characters; a shorter turn of phrase ("I like …") anybody may use again."""


class Freshness:
    """The sentences of a scene, of what this person said `earlier` than it shows, and by their marks those that
    were taken back."""

    def __init__(
        self, scene: Scene, earlier: Sequence[str] = (), taken_back: frozenset[int] = frozenset()
    ) -> None:
        me = PersonAuthor(id=scene.person.id, name=scene.person.name)
        spoken = [event for event in scene.history if event.facets.spoken or event.facets.inner]
        keys = [part for text in (*earlier, *(event.text for event in spoken)) for part in _keys(text)]
        own = [*earlier, *(event.text for event in spoken if event.author == me)]
        self._heard = frozenset(keys)
        self._taken_back = taken_back
        self._all = f" {' | '.join(keys)} "
        self._mine = f" {' | '.join(part for text in own for part in _keys(text))} "
        at = (scene.trigger.heard or scene.trigger.seq) if scene.trigger is not None else len(scene.history)
        self.season = at // SEASON

    def stale(self, text: str) -> bool:
        """Whether any sentence of the text was said."""
        return not self._heard.isdisjoint(_keys(text)) or not self._taken_back.isdisjoint(marks(text))

    def mentioned(self, part: str) -> bool:
        """Whether this person said this part of a sentence, in whatever sentence."""
        return f" {_key(part)} " in self._mine

    def worn(self, template: str) -> bool:
        """Whether a phrase with slots was used before, whatever was in the slots."""
        turn = _turn(template)
        return bool(turn) and f" {turn} " in self._all


def marks(text: str) -> frozenset[int]:
    """By what the sentences of a text are known again when none of its words may be kept."""
    return frozenset(zlib.crc32(key.encode()) for key in _keys(text))


def sentences(text: str) -> list[str]:
    """A text's sentences."""
    return [part for part in _END.split(text.strip()) if part]


@keeping_words(8192)
def _key(sentence: str) -> str:
    """What two sentences have in common that differ only in case and marks."""
    return re.sub(r"[\W_]+", " ", sentence).strip().casefold()


@keeping_words(4096)
def _keys(text: str) -> tuple[str, ...]:
    return tuple(part_key for part in sentences(text) if (part_key := _key(part)))


@keeping_words(4096)
def _turn(template: str) -> str:
    """The longest run of words between the slots; empty if it is too short to be noticed."""
    runs = [_key(part) for sentence in sentences(template) for part in _SLOT.split(sentence)]
    longest = max(runs, key=len, default="") if _SLOT.search(template) else ""
    return longest if len(longest) >= _LEAST and " " in longest else ""
