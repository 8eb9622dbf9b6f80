"""What people have said, found again by its words: speech that repeats what is being erased is erased as well.

To read all that was said since, for a message a year old, takes seconds with the world locked.
"""

from collections.abc import Collection

from sqlalchemy import bindparam, delete, select

from db.record.event_reading import EVENTS, to_events
from db.schema.kind_filters import PERSON
from db.schema.tables.event_tables import EventRow, SpeechPrintRow
from db.schema.tables.world_tables import WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.worlds.text.quoted_words import prints
from troupe.worlds.transcript import Event

_EVENT, _PRINT = table_of(EventRow).c, table_of(SpeechPrintRow).c
_LIKE = EVENTS.where(
    _EVENT.world_id == given("world"),
    _EVENT.seq.in_(
        select(_PRINT.seq).where(
            _PRINT.tenant == given("tenant"),
            _PRINT.world_id == given("world"),
            _PRINT.print.in_(bindparam("given_prints", expanding=True)),
        )
    ),
    _EVENT.author_kind == PERSON,
    _EVENT.erased.is_(False),
).order_by(_EVENT.seq)
_FORGET = delete(SpeechPrintRow).where(
    _PRINT.tenant == given("tenant"),
    _PRINT.world_id == given("world"),
    _PRINT.print.in_(bindparam("given_prints", expanding=True)),
    _PRINT.seq == given("seq"),
)
AT_A_TIME = 500
"""So many numbers are looked up at once: a long message has more than a statement may have values."""


def keep_prints(tx: Tx, world: WorldRow, speech: Event) -> None:
    """Have what a person has put into words before others found by these."""
    tx.insert(
        SpeechPrintRow,
        *(
            {"world_id": world.id, "print": number, "seq": speech.seq, "tenant": tx.tenant}
            for number in sorted(prints(speech.text))
        ),
    )


def forget_prints(tx: Tx, event: EventRow, text: str) -> None:
    """A speech of this text is being erased."""
    for numbers in _portions(prints(text)):
        tx.run(_FORGET, world=event.world_id, seq=event.seq, prints=numbers)


def speech_like(tx: Tx, world_id: str, numbers: Collection[int]) -> list[Event]:
    """What people of a world have said that may repeat the texts of these prints."""
    events: dict[str, Event] = {}
    for portion in _portions(numbers):
        events.update((event.id, event) for event in to_events(tx.rows(_LIKE, world=world_id, prints=portion)))
    return list(events.values())


def _portions(numbers: Collection[int]) -> list[list[int]]:
    ordered = sorted(numbers)
    return [ordered[start : start + AT_A_TIME] for start in range(0, len(ordered), AT_A_TIME)]
