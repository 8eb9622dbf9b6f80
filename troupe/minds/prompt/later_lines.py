"""The line that came after something a person remembers, on the same thing and by whoever said it: until memories
are made of it the old value would come back as if it still held."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from troupe.core.word_tokens import fold
from troupe.memory.line_terms import line_terms
from troupe.memory.told_corrections import ToldCorrection, told_correction
from troupe.memory.told_topics import told_topics
from troupe.worlds.memories.kept_memory import KeptMemory
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import Event, SystemAuthor

_Subject = tuple[str, str]
"""What is told of, folded: about whom or what, and the topic."""


_BEFORE = 2
"""Lines before a correction that tell what it is about, where it does not say so itself."""


@dataclass(frozen=True, slots=True)
class _Correction:
    """A line that says something holds no longer; `around` are the terms of the talk that it stands in."""

    line: Event
    told: ToldCorrection
    around: frozenset[str]


@dataclass(frozen=True)
class LaterLines:
    """The lines before a person, in the talk or come back, by what they tell of. Each is read for it once: for
    every memory anew it took 39 ms a prompt."""

    scene: Scene

    def than_fact(self, fact: KeptMemory) -> Event | None:
        """The newest line that says more of what this fact tells, or that it holds no longer."""
        told = [(fold(fact.about), fold(fact.topic))]
        later = [*self._on(told, fold(fact.said_by)), *self._correcting(fact.text, fold(fact.said_by))]
        lines = (line for line in later if line.at > fact.at and line.id not in fact.sources)
        return _newest(lines, fact.text)

    def than_line(self, line: Event) -> Event | None:
        """The same for a line that came back as it was said."""
        later = [*self._on(_subjects(line), _speaker(line)), *self._correcting(line.text, _speaker(line))]
        return _newest((other for other in later if other.at > line.at), line.text)

    def than_all(self, lines: Iterable[Event]) -> Event | None:
        """The newest line after any of these, and not one of them, that is on the same."""
        grounds = {line.id: line for line in lines}
        later = (self.than_line(line) for line in grounds.values())
        fresh = (line for line in later if line is not None and line.id not in grounds)
        return max(fresh, key=lambda line: (line.at, line.seq), default=None)

    def _on(self, subjects: Iterable[_Subject], speaker: str) -> list[Event]:
        """Lines on these subjects by this speaker; of a thing, by anybody, who may know better where it is."""
        return [
            line
            for about, topic in subjects
            for line in self._by_subject.get((about, topic), ())
            if about == topic or _speaker(line) == speaker
        ]

    def _correcting(self, known: str, speaker: str) -> Iterator[Event]:
        """Lines that say of what is known that it holds no longer."""
        for correction in self._corrections:
            same_speaker = _speaker(correction.line) == speaker
            if correction.told.concerns(known, correction.around, same_speaker=same_speaker):
                yield correction.line

    @cached_property
    def _by_subject(self) -> dict[_Subject, list[Event]]:
        lines: dict[_Subject, list[Event]] = {}
        for line in (*_spoken(self.scene.recalled), *_spoken(self.scene.history)):
            for subject in _subjects(line):
                lines.setdefault(subject, []).append(line)
        return lines

    @cached_property
    def _corrections(self) -> list[_Correction]:
        talk = _spoken(self.scene.history)
        near = [(line, talk[max(0, number - _BEFORE) : number + 1]) for number, line in enumerate(talk)]
        alone = [(line, [line]) for line in _spoken(self.scene.recalled)]
        return [correction for line, around in (*alone, *near) if (correction := _correction(line, around))]


def _spoken(lines: Iterable[Event]) -> list[Event]:
    return [line for line in lines if line.facets.spoken and not line.erased]


def _correction(line: Event, around: Iterable[Event]) -> _Correction | None:
    told = None if isinstance(line.author, SystemAuthor) else told_correction(line.text)
    if told is None:
        return None
    return _Correction(line, told, frozenset(term for near in around for term in line_terms(near.text)))


def _newest(lines: Iterable[Event], known: str) -> Event | None:
    """The newest of these lines that says anything which is not known."""
    terms = set(line_terms(known))
    fresh = (line for line in lines if not set(line_terms(line.text)) <= terms)
    return max(fresh, key=lambda line: (line.at, line.seq), default=None)


def _speaker(line: Event) -> str:
    return "" if isinstance(line.author, SystemAuthor) else fold(line.author.name)


def _subjects(line: Event) -> list[_Subject]:
    """What a line tells of, in words that a rule knows: the topic's word alone ("I am going home") is none."""
    if isinstance(line.author, SystemAuthor):
        return []
    return [(fold(told.about), fold(told.topic)) for told in told_topics(line.author.name, line.text)]
