"""Row ↔ domain value, one pair of functions a kind."""

from typing import Any, assert_never

from sqlalchemy import Row as ColumnsRow

from db.schema.kind_filters import HUMAN, PERSON
from db.schema.tables.ledger_tables import DayRow
from db.schema.tables.outbox_table import LineRow
from db.schema.tables.world_tables import PersonRow, WorldRow
from troupe.core.usage import Estimate, Usage
from troupe.people.persona.persona import Persona
from troupe.ports import Spend
from troupe.worlds.outbox import OutboxRow, RowStatus
from troupe.worlds.outbox.outbox_row import ROW_KINDS
from troupe.worlds.transcript import (
    EVENT_KINDS,
    Author,
    Delivery,
    Event,
    HumanAuthor,
    PersonAuthor,
    SystemAuthor,
)
from troupe.worlds.world import Person, World


def to_world(row: WorldRow) -> World:
    """The world of a row: each field is the column of the same name, so that a new one cannot be left out here."""
    return World.model_validate(row, from_attributes=True)


def to_person(row: PersonRow, persona: Persona, *, fence: int | None = None) -> Person:
    """`fence` if it is about to rise."""
    return Person(
        id=row.id,
        world_id=row.world_id,
        seat=row.seat,
        persona=persona,
        ref=row.ref,
        state=row.state,
        fence=row.fence if fence is None else fence,
        quiet=row.quiet or row.hushed_after is not None,
        settled=row.talkativeness,
        relations=row.relations,
        history_from=row.history_from,
        joined_heard=row.joined_heard,
        present=row.left_at is None,
    )


def event_of_columns(row: ColumnsRow[Any]) -> Event:
    """The event of a row with all columns of the event and its text; further columns are left aside."""
    return EVENT_KINDS[row.kind](
        id=row.id,
        world_id=row.world_id,
        seq=row.seq,
        heard=row.heard,
        at=row.at,
        author=_author(row.author_kind, row.author_id, row.author_name),
        place=row.place,
        text=row.text or "",
        erased=row.erased,
        target=row.target,
        addressed=row.addressed,
        mentions_bot=row.mentions_bot,
        message_id=row.message_id,
        delivery=None if row.delivery is None else Delivery(row.delivery),
        stand_in=row.stand_in,
    )


def _author(kind: str, author_id: str, name: str) -> Author:
    if kind == HUMAN:
        return HumanAuthor(id=author_id, name=name)
    if kind == PERSON:
        return PersonAuthor(id=author_id, name=name)
    return SystemAuthor()


def author_columns(author: Author) -> tuple[str, str | None, str | None]:
    """Kind, id and name."""
    match author:
        case HumanAuthor() | PersonAuthor():
            return author.kind, author.id, author.name
        case SystemAuthor():
            return author.kind, None, None
        case _:
            assert_never(author)


def to_outbox(row: LineRow, after_message: str | None = None) -> OutboxRow:
    return ROW_KINDS[row.kind](
        id=row.id,
        tenant=row.tenant,
        world_id=row.world_id,
        seq=row.seq,
        status=RowStatus(row.status),
        epoch=row.epoch,
        channel_id=row.channel_id,
        place=row.place,
        event_id=row.event_id,
        person_id=row.person_id,
        name=row.name,
        slug=row.slug,
        text=row.text,
        offers=row.offers,
        part=row.part,
        parts=row.parts,
        target_message=row.target_message,
        after_message=after_message,
        not_before=row.not_before,
        blocked_since=row.blocked_since,
        marked_at=row.marked_at,
        attempts=row.attempts,
        message_id=row.message_id,
        webhook_id=row.webhook_id,
        stand_in=row.stand_in,
    )


def to_spend(row: DayRow | None) -> Spend:
    if row is None:
        return Spend()
    return Spend(
        usage=Usage(
            calls=row.calls,
            tokens_in=row.tokens_in,
            tokens_cached=row.tokens_cached,
            tokens_out=row.tokens_out,
            usd=row.usd,
            latency=row.latency,
        ),
        reserved=Estimate(tokens=row.reserved_tokens, usd=row.reserved_usd),
    )
