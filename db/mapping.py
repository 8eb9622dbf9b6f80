"""Row ↔ domain value, one pair of functions a kind."""

from functools import lru_cache
from typing import Any, assert_never

from sqlalchemy import Row as ColumnsRow
from sqlalchemy import select

from db.rows import DayRow, EventRow, EventTextRow, LineRow, PersonRow, WorldRow
from db.transaction import given, table_of
from troupe.ports import Spend
from troupe.worlds.outbox import OutboxRow, RowKind, RowStatus
from troupe.worlds.transcript import (
    Author,
    Delivery,
    Event,
    EventKind,
    HumanAuthor,
    PersonAuthor,
    SystemAuthor,
)
from troupe.worlds.turn import Estimate, Usage
from troupe.worlds.world import Mode, Person, World, WorldStatus


def to_world(row: WorldRow) -> World:
    return World(
        tenant=row.tenant,
        id=row.id,
        name=row.name,
        channel_id=row.channel_id,
        guild_id=row.guild_id,
        mode=Mode(row.mode),
        status=WorldStatus(row.status),
        epoch=row.epoch,
        seed=row.seed,
        caps=row.caps,
        opened_at=row.opened_at,
        wake_at=row.wake_at,
    )


def to_person(row: PersonRow, *, fence: int | None = None) -> Person:
    """`fence` if it is about to rise."""
    return Person(
        id=row.id,
        world_id=row.world_id,
        seat=row.seat,
        persona=row.persona,
        ref=row.ref,
        state=row.state,
        fence=row.fence if fence is None else fence,
        quiet=row.quiet,
        history_from=row.history_from,
        joined_heard=row.joined_heard,
        present=row.left_at is None,
    )


EVENTS = (
    select(*table_of(EventRow).c, table_of(EventTextRow).c.text)
    .select_from(table_of(EventRow).outerjoin(table_of(EventTextRow)))
    .where(table_of(EventRow).c.tenant == given("tenant"))
)
"""Every query for events starts from this; its rows are what `to_event` takes."""
_NAMES = tuple(column.name for column in table_of(EventRow).c)


def to_event(row: ColumnsRow[Any]) -> Event:
    """The event of a row of EVENTS; further columns are left aside."""
    return _event(tuple(row[: len(_NAMES) + 1]))


@lru_cache(maxsize=8192)
def _event(columns: tuple[Any, ...]) -> Event:
    """The same line is read for everyone present, turn after turn: it is made into an event once."""
    values = dict(zip(_NAMES, columns, strict=False))
    return Event(
        id=values["id"],
        world_id=values["world_id"],
        seq=values["seq"],
        heard=values["heard"],
        at=values["at"],
        kind=EventKind(values["kind"]),
        author=_author(values["author_kind"], values["author_id"], values["author_name"]),
        place=values["place"],
        text=columns[-1] or "",
        erased=values["erased"],
        target=values["target"],
        addressed=values["addressed"],
        mentions_bot=values["mentions_bot"],
        message_id=values["message_id"],
        delivery=None if values["delivery"] is None else Delivery(values["delivery"]),
        stand_in=values["stand_in"],
    )


def forget_events() -> None:
    """Drop what was read so far: after an erasure the words must not live on in memory either."""
    _event.cache_clear()


def _author(kind: str, author_id: str, name: str) -> Author:
    if kind == "human":
        return HumanAuthor(id=author_id, name=name)
    if kind == "person":
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


def to_outbox(row: LineRow, after_message: str | None) -> OutboxRow:
    return OutboxRow(
        id=row.id,
        tenant=row.tenant,
        world_id=row.world_id,
        seq=row.seq,
        kind=RowKind(row.kind),
        status=RowStatus(row.status),
        epoch=row.epoch,
        channel_id=row.channel_id,
        place=row.place,
        event_id=row.event_id,
        person_id=row.person_id,
        name=row.name,
        slug=row.slug,
        text=row.text,
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
