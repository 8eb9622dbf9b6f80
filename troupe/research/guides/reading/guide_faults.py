"""The faults of a guide that was read, each with its place and how to mend it, and what was left out of it."""

from collections.abc import Sequence

from troupe.core.errors import BadInput
from troupe.core.frozen import Frozen

MOST_TOLD = 3
"""Faults named in the one line of the error; whoever checks a file is shown them all."""
_LONGEST = 300


class GuideFault(Frozen):
    """Something that keeps a guide from being read. `line` is counted from 1 (paragraphs in a Word document), and
    is 0 where the fault is of the whole; `field` is the part of the guide it is about."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line else ""
        text = ": ".join(part for part in (place, self.field, self.message) if part)
        return "".join(char if char.isprintable() else " " for char in text)[:_LONGEST]


class GuideNote(Frozen):
    """Something to be known of how a guide was read: words without a place in it, or a guess."""

    line: int
    message: str
    words: str = ""
    """The words of the file that are left out of the guide; empty where nothing is."""

    def __str__(self) -> str:
        quote = f": {self.words}" if self.words else ""
        return f"line {self.line}: {self.message}{quote}" if self.line else f"{self.message}{quote}"


class GuideUnreadable(BadInput):
    """A guide that cannot be read. Its text names the first faults; `faults` has all."""

    def __init__(self, source: str, faults: Sequence[GuideFault]) -> None:
        told = "; ".join(str(fault) for fault in faults[:MOST_TOLD])
        more = f" (and {len(faults) - MOST_TOLD} more)" if len(faults) > MOST_TOLD else ""
        super().__init__(f"{source}: {told}{more}" if source else f"{told}{more}")
        self.field = faults[0].field if faults else ""
        self.faults = tuple(faults)
