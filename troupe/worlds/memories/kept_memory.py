"""A memory that a person keeps: an episode, a fact or a reflection, with the events that it rests on."""

from enum import StrEnum

from pydantic import AwareDatetime

from troupe.core.frozen import Frozen


class MemoryKind(StrEnum):
    """EPISODE: what went on for a while, in a few sentences. FACT: what is so, as somebody said. REFLECTION: what
    the person has come to think."""

    EPISODE = "episode"
    FACT = "fact"
    REFLECTION = "reflection"


class NewMemory(Frozen):
    """A memory about to be kept. `topic` is what of its subject a fact tells, in a word or two, and `replaces`
    the value that was believed before, if it corrects one. `about` is the name of its subject, `about_member`
    the id of the member who that is, if one. `members` are the ids of all members whom it tells of: it is kept
    only if each of them allowed it. `hearsay`: said by somebody else than whom it is about. `sources` are the
    ids of events."""

    kind: MemoryKind
    text: str
    topic: str = ""
    replaces: str = ""
    about: str = ""
    about_member: str | None = None
    members: tuple[str, ...] = ()
    said_by: str = ""
    hearsay: bool = False
    sources: tuple[str, ...] = ()


class KeptMemory(Frozen):
    """A memory as it is kept. `at` is the time of the newest event that it rests on; `first` and `through` are the
    first and last place, in the order of perception, of all that stood in the prompt it was made in. A fact that
    holds no longer is `superseded_by` the id of a newer one. `edited_by` is the id of whoever runs the place and
    put it in other words."""

    id: str
    person_id: str
    kind: MemoryKind
    text: str
    topic: str = ""
    about: str = ""
    about_member: str | None = None
    said_by: str = ""
    hearsay: bool = False
    at: AwareDatetime
    made_at: AwareDatetime
    first: int
    through: int
    superseded_by: str | None = None
    pinned: bool = False
    edited_by: str | None = None
    stand_in: bool = False
    sources: tuple[str, ...] = ()

    @property
    def current(self) -> bool:
        """Nothing newer has taken its place."""
        return self.superseded_by is None
