"""Which earlier facts no longer hold once a new one is known. Pure.

A fact takes the place of earlier ones on the same subject that tell the same thing of it (`topic`), or whose
value it says is wrong (`replaces`). Hearsay never takes the place of what somebody said of themselves."""

from collections.abc import Iterable

from troupe.core.word_tokens import fold
from troupe.memory.line_terms import line_terms
from troupe.worlds.memories.kept_memory import KeptMemory, MemoryKind, NewMemory


def superseded(new: NewMemory, earlier: Iterable[KeptMemory]) -> list[KeptMemory]:
    """Those of the earlier memories that the new one takes the place of."""
    return [memory for memory in earlier if _concerns(new, memory) and _replaces(new, memory)]


def known_already(new: NewMemory, earlier: Iterable[KeptMemory]) -> bool:
    """Whether it says the same of the same as one that holds."""
    words = line_terms(new.text)
    return any(
        memory.current
        and memory.kind is new.kind
        and fold(memory.about) == fold(new.about)
        and (memory.hearsay <= new.hearsay)
        and line_terms(memory.text) == words
        for memory in earlier
    )


def _concerns(new: NewMemory, memory: KeptMemory) -> bool:
    facts = new.kind is MemoryKind.FACT and memory.kind is MemoryKind.FACT
    trusted = memory.hearsay or not new.hearsay
    return facts and trusted and memory.current and fold(memory.about) == fold(new.about)


def _replaces(new: NewMemory, memory: KeptMemory) -> bool:
    topic = set(line_terms(new.topic))
    if topic and topic == set(line_terms(memory.topic)):
        return True
    value = set(line_terms(new.replaces))
    return bool(value) and value <= set(line_terms(memory.text))
