"""The append-only record of a world: the closed union of its events, to which a new kind is joined here, and what
comes with them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, get_args

from pydantic import Field

from troupe.core.frozen import Frozen
from troupe.core.kinds import by_word
from troupe.worlds.events.archived import Archived
from troupe.worlds.events.author import Author, HumanAuthor, PersonAuthor, SystemAuthor
from troupe.worlds.events.beat import Beat
from troupe.worlds.events.briefed import Briefed
from troupe.worlds.events.declined import Declined
from troupe.worlds.events.exhibited import Exhibited
from troupe.worlds.events.marks.edited import Edited
from troupe.worlds.events.marks.halted import Halted
from troupe.worlds.events.marks.joined import Joined
from troupe.worlds.events.marks.left import Left
from troupe.worlds.events.marks.no_answer import NoAnswer
from troupe.worlds.events.marks.notice import Notice
from troupe.worlds.events.marks.paused import Paused
from troupe.worlds.events.marks.redone import Redone
from troupe.worlds.events.marks.removed import Removed
from troupe.worlds.events.marks.reported import Reported
from troupe.worlds.events.marks.resumed import Resumed
from troupe.worlds.events.marks.setting_changed import SettingChanged
from troupe.worlds.events.reacted import Reacted
from troupe.worlds.events.recorded_event import Delivery, EventFacets
from troupe.worlds.events.revised import Revised
from troupe.worlds.events.said import Said
from troupe.worlds.events.thought import Thought
from troupe.worlds.events.turn_failed import TurnFailed
from troupe.worlds.events.whispered import Whispered
from troupe.worlds.stimuli.perceived_stimulus import Audience

__all__ = [
    "EVENT_KINDS",
    "AnyEvent",
    "Audience",
    "Author",
    "Delivery",
    "Event",
    "EventFacets",
    "HumanAuthor",
    "HumanMessage",
    "PersonAuthor",
    "SystemAuthor",
    "event_words",
]

AnyEvent = (
    Said
    | Whispered
    | Archived
    | Thought
    | Reacted
    | Exhibited
    | Revised
    | Joined
    | Left
    | Edited
    | Halted
    | Resumed
    | Paused
    | SettingChanged
    | Notice
    | TurnFailed
    | Declined
    | NoAnswer
    | Beat
    | Removed
    | Redone
    | Reported
    | Briefed
)
Event = Annotated[AnyEvent, Field(discriminator="kind")]
EVENT_KINDS: Mapping[str, type[AnyEvent]] = by_word(get_args(AnyEvent))
"""The kinds by the words they are stored by."""


def event_words(facet: Callable[[EventFacets], bool]) -> frozenset[str]:
    """The words of the kinds of which this holds."""
    return frozenset(word for word, kind in EVENT_KINDS.items() if facet(kind.facets))


class HumanMessage(Frozen):
    """A human's message as the platform's edge hands it over.

    All ids are opaque strings; `order` is the platform's own (a snowflake as int, or a counter); `reply_to`
    is the platform's id of the message replied to. `replaces` is the platform's id of a message that this one
    stands for: it counts as said here, and no longer there. For `hold` seconds no floor is granted about what was
    said, since another message may come to stand for this one. A `private` message is perceived by those in
    `addressed` alone.
    """

    channel_id: str
    place: str
    message_id: str
    order: int
    author: HumanAuthor
    text: str
    at: datetime
    reply_to: str | None = None
    addressed: tuple[str, ...] = ()
    mentions_bot: bool = False
    replaces: str | None = None
    hold: float = 0.0
    private: bool = False
