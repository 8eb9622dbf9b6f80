"""An archive as it was read, whosever it is: lines with their speakers, and what was left out."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of an archive. `mine`: the owner of the memories said or thought it, by whatever name."""

    speaker: str
    text: str
    at: datetime
    human: bool = False
    mine: bool = False


@dataclass(frozen=True, slots=True)
class ReadArchive:
    """All that was read. `mine` is the name of whose memories these are, as far as the file says."""

    lines: tuple[ReadLine, ...]
    notes: tuple[str, ...] = ()
    mine: str = ""
