"""Filters of rows by what holds of their kind: the words of kinds by facet, and the SQL that asks for them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Mapped

from db.schema.tables.event_tables import EventRow
from troupe.worlds.outbox.outbox_row import row_words
from troupe.worlds.outbox.queued_row import Transport
from troupe.worlds.transcript import (
    EVENT_KINDS,
    EventFacets,
    HumanAuthor,
    PersonAuthor,
    event_words,
)

HUMAN, PERSON = HumanAuthor.word(), PersonAuthor.word()

SPOKEN = event_words(lambda facets: facets.spoken)
REMEMBERED = event_words(lambda facets: facets.remembered)
REMOVABLE = event_words(lambda facets: facets.removable)
SUMMARISED = event_words(lambda facets: facets.summarised)
INNER = event_words(lambda facets: facets.inner)
UNSAID = event_words(lambda facets: facets.unsaid)
FALLING = event_words(lambda facets: facets.falls_with_target)
REVISING = event_words(lambda facets: facets.revises)

MAKING_MESSAGES = row_words(lambda facets: facets.transport.makes_message)
PINS = row_words(lambda facets: facets.transport is Transport.PIN)
BY_BOT = row_words(lambda facets: facets.transport is Transport.MESSAGE)
EDITS = row_words(lambda facets: facets.transport is Transport.EDIT)
PINNABLE = row_words(lambda facets: facets.pinnable)
WITH_WORDS = row_words(lambda facets: facets.carries_words)
HOLDING_FLOOR = row_words(lambda facets: facets.holds_floor)
BESIDE = row_words(lambda facets: facets.beside)
OUTLIVING_STOP = row_words(lambda facets: facets.outlives_stop)
OUT_OF_TURN = row_words(lambda facets: facets.out_of_turn)


def facets_of(event: EventRow) -> EventFacets:
    """What holds of the kind of this event."""
    return EVENT_KINDS[event.kind].facets


def one_of(column: ColumnElement[Any] | Mapped[str], words: Collection[str]) -> ColumnElement[bool]:
    """Whether a kind's column holds one of these words. (Not an `in_`, which SQLAlchemy spells out anew each time
    the query runs.)"""
    return or_(*(column == word for word in sorted(words)))
