"""A line of a talk from before this world, as somebody remembers it."""

from collections.abc import Sequence
from hashlib import blake2b

from pydantic import AwareDatetime

from troupe.core.frozen import Frozen


class ArchivedLine(Frozen):
    """Who said what, and when. `own`: the person who remembers it said it themselves."""

    speaker: str
    text: str
    at: AwareDatetime
    own: bool = False


def archive_keys(person_id: str, lines: Sequence[ArchivedLine]) -> list[str]:
    """The key of each line in the memory of this person, so that a file taken in twice doubles nothing and can be
    forgotten; lines that say the same at the same time are told apart by their number."""
    counts: dict[str, int] = {}
    keys: list[str] = []
    for line in lines:
        told = f"{person_id}\n{line.at.isoformat()}\n{line.speaker}\n{line.text}"
        digest = blake2b(told.encode(), digest_size=12).hexdigest()
        counts[digest] = counts.get(digest, 0) + 1
        keys.append(f"archive:{digest}:{counts[digest]}")
    return keys
