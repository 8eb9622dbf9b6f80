"""Which earlier facts no longer hold once a new one is known. Pure.

A fact takes the place of earlier ones on the same subject that tell the same thing of it (`topic`), or whose
value it says is wrong (`replaces`). Hearsay never takes the place of what somebody said of themselves. When a fact
was said decides, not when it is gone over: a stretch may be gone over anew long after.
"""

from collections.abc import Iterable
from datetime import datetime

from troupe.core.word_tokens import fold
from troupe.memory.line_terms import line_terms
from troupe.worlds.memories.kept_memory import KeptMemory, MemoryKind, NewMemory


def superseded(new: NewMemory, at: datetime, others: Iterable[KeptMemory]) -> list[KeptMemory]:
    """Those of the other memories that the new one, said at this time, takes the place of."""
    return [
        memory
        for memory in others
        if memory.at <= at
        and _on_one_subject(new, memory)
        and (memory.hearsay or not new.hearsay)
        and (_one_topic(new, memory) or _corrects(new, memory))
    ]


def overtaken(new: NewMemory, at: datetime, others: Iterable[KeptMemory]) -> KeptMemory | None:
    """The other memory, said later, that has taken the place of the new one already."""
    later = (
        memory
        for memory in others
        if memory.at > at
        and _on_one_subject(new, memory)
        and (new.hearsay or not memory.hearsay)
        and _one_topic(new, memory)
    )
    return min(later, key=lambda memory: memory.at, default=None)


def known_already(new: NewMemory, others: Iterable[KeptMemory]) -> bool:
    """Whether it says the same of the same as one that holds."""
    words = line_terms(new.text)
    return any(
        memory.current
        and memory.kind is new.kind
        and fold(memory.about) == fold(new.about)
        and memory.hearsay <= new.hearsay
        and line_terms(memory.text) == words
        for memory in others
    )


def _on_one_subject(new: NewMemory, memory: KeptMemory) -> bool:
    facts = new.kind is MemoryKind.FACT and memory.kind is MemoryKind.FACT
    return facts and memory.current and fold(memory.about) == fold(new.about)


def _one_topic(new: NewMemory, memory: KeptMemory) -> bool:
    topic = set(line_terms(new.topic))
    return bool(topic) and topic == set(line_terms(memory.topic))


def _corrects(new: NewMemory, memory: KeptMemory) -> bool:
    value = set(line_terms(new.replaces))
    return bool(value) and value <= set(line_terms(memory.text))
