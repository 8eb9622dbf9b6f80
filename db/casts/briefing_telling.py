"""The knowledge a newcomer has of what was said before: all of it, or what a briefing tells."""

from sqlalchemy import func, select

from db.record.event_appending import append, author_of
from db.schema.tables.event_tables import BriefingRow, EventRow, SourceRow
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.transaction import Tx, table_of
from troupe.core.errors import Conflict
from troupe.worlds.briefing import Briefing
from troupe.worlds.events.briefed import Briefed

_EVENT = table_of(EventRow).c
FIRST_HEARD = 1
"""The first place in the order of perception."""


def know_everything(person: PersonRow) -> None:
    """The newcomer has perceived all that the others could, as read: they need not answer it. (Words of members
    who muted the people here are left out of every scene, theirs too.)"""
    person.hears_from = person.history_from = FIRST_HEARD


def be_told(tx: Tx, world: WorldRow, person: PersonRow, briefing: Briefing) -> None:
    """Record the briefing as something that the newcomer alone perceives, with its sources."""
    present = select(func.count()).where(
        _EVENT.tenant == tx.tenant, _EVENT.id.in_(briefing.sources), _EVENT.erased.is_(False)
    )
    if tx.value(present) != len(set(briefing.sources)):
        raise Conflict("something was deleted while the summary was being made; try again")
    event = append(
        tx,
        world,
        Briefed,
        author_of(person),
        text=briefing.text,
        stand_in=briefing.provenance.stand_in,
    )
    tx.insert(
        BriefingRow,
        {
            "event_id": event.id,
            "tenant": tx.tenant,
            "through": briefing.through,
            "provenance": briefing.provenance,
            "usage": briefing.usage,
        },
    )
    tx.insert(
        SourceRow,
        *(
            {"event_id": event.id, "source_id": source, "tenant": tx.tenant}
            for source in dict.fromkeys(briefing.sources)
        ),
    )
