"""An event of the record: what every kind of event has, and the facets in which the kinds differ."""

from enum import StrEnum
from typing import ClassVar

from pydantic import AwareDatetime

from troupe.core.frozen import Frozen
from troupe.core.kinds import Kind
from troupe.worlds.events.author import Author
from troupe.worlds.stimuli.perceived_stimulus import Audience
from troupe.worlds.stimuli.stimulus import Stimulus


class Delivery(StrEnum):
    """The progress of a person's speech to the channel. Others perceive it at SENT."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class EventFacets(Frozen):
    """All that is asked of a kind of event."""

    stimulus: type[Stimulus] | None
    """As what it is perceived, once the channel has it where it goes there; None if nobody perceives it."""
    transcript: str
    """How a transcript shows it; {who} is its author, {text} its text."""
    spoken: bool
    """Somebody has said it aloud: it can be answered, quoted and reacted to, and the floor counts it."""
    manner: str
    """How it was said, as put after the name of who spoke; nothing for plain speech."""
    remembered: bool
    """Its author has it before them in later turns."""
    removable: bool
    """It can be asked about, taken out and redone by members (*Why? Redo Remove Report*)."""
    summarised: bool
    """It is told to those who were not there, and carried into other worlds."""
    inner: bool
    """It passed in its author's mind alone: shown only to those who ask for thoughts."""
    unsaid: bool
    """A turn leaves it behind unsaid, in whatever words: it goes when something leaves that the turn was shown."""
    falls_with_target: bool
    """It is nothing without the event that is its target, and is erased with that."""
    revises: bool
    """It holds what its target was changed to."""
    occasion: bool
    """It lets somebody begin unasked; there is nothing in it to answer."""
    trouble: bool
    """Those who run the world are told of it among what went wrong."""

    @property
    def audience(self) -> Audience:
        """Who perceives it."""
        return Audience.NOBODY if self.stimulus is None else self.stimulus.facets.audience

    @property
    def private(self) -> bool:
        """It is said to some of those present alone."""
        return self.audience is Audience.ADDRESSED


class RecordedEvent(Kind):
    """One line of the record; its kind says what happened.

    `seq` is the order of appending, `heard` the order of perception: None until others can perceive it
    (a person's speech gets it when delivered). `place` is the channel or thread. `text` is erasable and
    empty once erased. `target` is the event reacted to, revised or replied to. `addressed` holds the ids
    of people named by the platform itself (a reply, /ask), beyond what the text says.
    """

    facets: ClassVar[EventFacets]

    id: str
    world_id: str
    seq: int
    heard: int | None = None
    at: AwareDatetime
    author: Author
    place: str
    text: str = ""
    erased: bool = False
    target: str | None = None
    addressed: tuple[str, ...] = ()
    mentions_bot: bool = False
    message_id: str | None = None
    delivery: Delivery | None = None
    stand_in: bool = False
    """Whether the understudy wrote it."""
