"""The line that came after something a person remembers, on the same thing and by whoever said it: until memories
are made of it the old value would come back as if it still held."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from troupe.core.word_tokens import fold
from troupe.memory.line_terms import line_terms
from troupe.memory.told_topics import told_topics
from troupe.worlds.memories.kept_memory import KeptMemory
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import Event, SystemAuthor

_Subject = tuple[str, str]
"""What is told of, folded: about whom or what, and the topic."""


@dataclass(frozen=True)
class LaterLines:
    """The lines before a person, in the talk or come back, by what they tell of. Each is read for it once: for
    every memory anew it took 39 ms a prompt."""

    scene: Scene

    def than_fact(self, fact: KeptMemory) -> Event | None:
        """The newest line that says more of what this fact tells."""
        later = self._on([(fold(fact.about), fold(fact.topic))], fold(fact.said_by))
        lines = (line for line in later if line.at > fact.at and line.id not in fact.sources)
        return _newest(lines, fact.text)

    def than_line(self, line: Event) -> Event | None:
        """The same for a line that came back as it was said."""
        later = self._on(_subjects(line), _speaker(line))
        return _newest((other for other in later if other.at > line.at), line.text)

    def _on(self, subjects: Iterable[_Subject], speaker: str) -> list[Event]:
        """Lines on these subjects by this speaker; of a thing, by anybody, who may know better where it is."""
        return [
            line
            for about, topic in subjects
            for line in self._by_subject.get((about, topic), ())
            if about == topic or _speaker(line) == speaker
        ]

    @cached_property
    def _by_subject(self) -> dict[_Subject, list[Event]]:
        lines: dict[_Subject, list[Event]] = {}
        for line in (*self.scene.recalled, *self.scene.history):
            if line.facets.spoken and not line.erased:
                for subject in _subjects(line):
                    lines.setdefault(subject, []).append(line)
        return lines


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
