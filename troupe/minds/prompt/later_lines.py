"""The line that came after something a person remembers, on the same thing and by whoever said it: until memories
are made of it the old value would come back as if it still held."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from troupe.core.frozen import Frozen
from troupe.core.word_tokens import fold
from troupe.memory.line_terms import line_terms
from troupe.memory.told_topics import told_topics
from troupe.worlds.memories.kept_memory import KeptMemory
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import Event, SystemAuthor


class _Told(Frozen):
    """Something told of a subject, by whom and when."""

    about: str
    topic: str
    by: str
    at: datetime
    text: str

    @property
    def of_a_thing(self) -> bool:
        """It is about no speaker: anybody may know better where the meeting is."""
        return fold(self.about) == fold(self.topic)


def later_than_fact(fact: KeptMemory, scene: Scene) -> Event | None:
    """The newest line before the person, in the talk or come back, that says more of what this fact tells."""
    told = _Told(about=fact.about, topic=fact.topic, by=fact.said_by, at=fact.at, text=fact.text)
    return _newest(line for line in _later([told], scene) if line.id not in fact.sources)


def later_than_line(line: Event, scene: Scene) -> Event | None:
    """The same for a line that came back as it was said."""
    if isinstance(line.author, SystemAuthor):
        return None
    name = line.author.name
    topics = told_topics(name, line.text)
    told = [_Told(about=t.about, topic=t.topic, by=name, at=line.at, text=line.text) for t in topics]
    return _newest(_later(told, scene))


def _newest(lines: Iterable[Event]) -> Event | None:
    return max(lines, key=lambda line: (line.at, line.seq), default=None)


def _later(told: list[_Told], scene: Scene) -> Iterator[Event]:
    for line in (*scene.recalled, *scene.history) if told else ():
        if isinstance(line.author, SystemAuthor) or line.erased or not line.facets.spoken:
            continue
        if not line.text.rstrip().endswith(("?", "？", "؟")) and any(_is_later(line, one) for one in told):
            yield line


def _is_later(line: Event, told: _Told) -> bool:
    speaker = "" if isinstance(line.author, SystemAuthor) else line.author.name
    if line.at <= told.at or not (told.of_a_thing or fold(speaker) == fold(told.by)):
        return False
    if set(line_terms(line.text)) <= set(line_terms(told.text)):
        return False
    subject = (fold(told.about), fold(told.topic))
    topics = ((fold(other.about), fold(other.topic)) for other in told_topics(speaker, line.text))
    return subject in topics  # the topic's word alone ("I am going home") says nothing of the value
