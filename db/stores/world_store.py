"""Worlds: opening, halting, resuming, closing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from db.casts.cast_store import seat
from db.cycle.rhythm_beats import change, restart, schedule
from db.cycle.turn_ending import because, halt, open_turns
from db.cycle.world_wakeup import set_wake
from db.perception.line_taking import all_read
from db.perception.missed_calls import forget_pause, pause_begins, pause_ends
from db.record.event_appending import mark_in_record, post_notice
from db.record.offer_withdrawal import withdraw_offers
from db.record.speech_delivery import EARLIER_PART_FAILED
from db.schema.kind_filters import BESIDE
from db.schema.row_mapping import to_world
from db.schema.tables.outbox_table import LineRow
from db.schema.tables.turn_tables import DecisionRow
from db.schema.tables.world_tables import WorldRow
from db.tx.entities import given
from db.tx.transaction import Tenancy, Tx
from troupe.core.errors import Conflict
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.ports import NewWorld, WorldCounts
from troupe.worlds.events.marks.halted import Halted
from troupe.worlds.events.marks.paused import Paused
from troupe.worlds.events.marks.resumed import Resumed
from troupe.worlds.events.marks.setting_changed import SettingChanged
from troupe.worlds.outbox import Offer, RowStatus
from troupe.worlds.world import Mode, World, WorldStatus
from troupe.worlds.world_rhythm import Rhythm

_EVER_AT_CHANNEL = (
    select(WorldRow)
    .where(WorldRow.tenant == given("tenant"), WorldRow.channel_id == given("channel"))
    .order_by(col(WorldRow.opened_at).desc(), col(WorldRow.id).desc())
)


class SqlWorlds:
    """See troupe.ports.Worlds."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def open(self, new: NewWorld, people: Sequence[tuple[Persona, PersonaRef]]) -> World:
        try:
            return await self._tenancy.write(lambda tx: to_world(open_world(tx, new, people)))
        except IntegrityError as error:
            # Another process opened it between our look and our insert: nothing can be locked before it exists.
            raise _taken() from error

    async def get(self, world_id: str) -> World:
        return await self._tenancy.read(lambda tx: to_world(tx.world(world_id)))

    async def at_channel(self, channel_id: str) -> World | None:
        def find(tx: Tx) -> World | None:
            row = _at_channel(tx, channel_id)
            return None if row is None else to_world(row)

        return await self._tenancy.read(find)

    async def ever_at_channel(self, channel_id: str) -> tuple[World, ...]:
        return await self._tenancy.read(
            lambda tx: tuple(to_world(row) for row in tx.all(_EVER_AT_CHANNEL, channel=channel_id))
        )

    async def all(self, *, closed: bool = False) -> tuple[World, ...]:
        return await self._tenancy.read(lambda tx: _all(tx, closed))

    async def halt(self, world_id: str, by: str, notice: str = "") -> World:
        return await self._tenancy.write(lambda tx: to_world(stop(tx, tx.lock_world(world_id), by, notice)))

    async def resume(self, world_id: str, by: str) -> World:
        return await self._tenancy.write(lambda tx: to_world(resume_world(tx, world_id, by)))

    async def pause(self, world_id: str, reason: str) -> World:
        return await self._tenancy.write(lambda tx: to_world(_pause(tx, world_id, reason)))

    async def close(self, world_id: str, by: str, notice: str = "") -> World:
        return await self._tenancy.write(lambda tx: to_world(_close(tx, world_id, by, notice)))

    async def set_mode(self, world_id: str, mode: Mode, by: str) -> World:
        return await self._tenancy.write(lambda tx: to_world(_set_mode(tx, world_id, mode, by)))

    async def set_rhythm(self, world_id: str, rhythm: Rhythm | None, by: str) -> World:
        def give(tx: Tx) -> World:
            world = _not_closed(tx, world_id)
            change(tx, world, rhythm, by)
            return to_world(world)

        return await self._tenancy.write(give)

    async def typing(self, world_id: str, until: datetime) -> None:
        def note(tx: Tx) -> None:
            tx.lock_world(world_id).typing_until = until

        await self._tenancy.write(note)

    async def counts(self, world_id: str) -> WorldCounts:
        return await self._tenancy.read(lambda tx: _counts(tx, world_id))


def stop(tx: Tx, world: WorldRow, by: str, notice: str, asked_by: str | None = None) -> WorldRow:
    """STOP, inside a transaction that has the world. A world that is stopped or closed stays as it is."""
    if world.status in (WorldStatus.OPEN.value, WorldStatus.PAUSED.value):
        halt(tx, world, WorldStatus.STOPPED, Halted, f"stopped by {by}", notice, asked_by=asked_by)
    return world


def open_world(tx: Tx, new: NewWorld, people: Sequence[tuple[Persona, PersonaRef]]) -> WorldRow:
    """See troupe.ports.Worlds.open."""
    if new.channel_id is not None and _at_channel(tx, new.channel_id) is not None:
        raise _taken()
    row = WorldRow(
        id=tx.ids(),
        tenant=tx.tenant,
        name=new.name,
        channel_id=new.channel_id,
        parent_id=new.parent_id,
        guild_id=new.guild_id,
        mode=new.mode.value,
        status=WorldStatus.OPEN.value,
        seed=new.seed,
        caps=new.caps,
        opened_at=tx.now,
        by_invitation=new.by_invitation,
    )
    world = tx.add(row)
    tx.tell_others()
    seat(tx, world, people)
    if new.notice:
        post_notice(tx, world, new.notice, offers=new.offers, pinned=new.pinned)
    return world


def _taken() -> Conflict:
    return Conflict("this channel has an open world already; close it first", field="channel")


def _at_channel(tx: Tx, channel_id: str) -> WorldRow | None:
    query = select(WorldRow).where(
        WorldRow.tenant == tx.tenant, WorldRow.channel_id == channel_id, col(WorldRow.closed_at).is_(None)
    )
    return tx.first(query)


def _all(tx: Tx, closed: bool) -> tuple[World, ...]:
    query = select(WorldRow).where(WorldRow.tenant == tx.tenant)
    if not closed:
        query = query.where(col(WorldRow.closed_at).is_(None))
    rows = tx.all(query.order_by(col(WorldRow.opened_at), col(WorldRow.id)))
    return tuple(to_world(row) for row in rows)


def resume_world(tx: Tx, world_id: str, by: str) -> WorldRow:
    """Back to OPEN. What was said while STOPPED was heard, and is not answered now: silence was asked for. After
    a pause, which nobody asked for, the floor looks at what came in."""
    world = _not_closed(tx, world_id)
    people = tx.people(world.id)
    was = world.status
    quieted = any(person.quiet or person.hushed_after is not None for person in people)
    if was == WorldStatus.OPEN.value and not quieted:
        return world
    for person in people:
        person.quiet = False
        person.hushed_after = None
    if was != WorldStatus.OPEN.value:
        world.status = WorldStatus.OPEN.value
        world.epoch += 1
        withdraw_offers(tx, world, (Offer.RESUME,))
        _carry_over(tx, world)
        restart(tx, world)
    if was == WorldStatus.STOPPED.value:
        world.decided = world.heard
        all_read(tx, world)  # else what was unread at the stop would be answered with the next thing said
        forget_pause(world)
    elif was == WorldStatus.PAUSED.value:
        pause_ends(tx, world)
        set_wake(world, tx.now)  # turns that the pause voided were not answered, and nothing new may come
    mark_in_record(tx, world, Resumed, f"resumed by {by}")
    return world


def _carry_over(tx: Tx, world: WorldRow) -> None:
    """Rows queued since the halt can only be the bot's own notices: they are still to be posted."""
    query = select(LineRow).where(
        LineRow.tenant == tx.tenant,
        LineRow.world_id == world.id,
        LineRow.status == RowStatus.PENDING.value,
        col(LineRow.due_at).is_not(None),
    )
    for line in tx.all(query):
        line.epoch = world.epoch


def _pause(tx: Tx, world_id: str, reason: str) -> WorldRow:
    """A human's stop is the stronger: a stopped world stays stopped."""
    world = tx.lock_world(world_id)
    if world.status == WorldStatus.OPEN.value:
        halt(tx, world, WorldStatus.PAUSED, Paused, reason, "")
        pause_begins(tx, world, (reason, because(WorldStatus.PAUSED), EARLIER_PART_FAILED))
    return world


def _close(tx: Tx, world_id: str, by: str, notice: str) -> WorldRow:
    world = tx.lock_world(world_id)
    if world.status != WorldStatus.CLOSED.value:
        halt(tx, world, WorldStatus.CLOSED, Halted, f"closed by {by}", notice)
        world.closed_at = tx.now
    return world


def _set_mode(tx: Tx, world_id: str, mode: Mode, by: str) -> WorldRow:
    world = _not_closed(tx, world_id)
    if world.mode != mode.value:
        world.mode = mode.value
        set_wake(world, None if world.redo is None else tx.now)
        schedule(tx, world)
        mark_in_record(tx, world, SettingChanged, f"mode {mode.value}, set by {by}")
    return world


def _not_closed(tx: Tx, world_id: str) -> WorldRow:
    world = tx.lock_world(world_id)
    if world.status == WorldStatus.CLOSED.value:
        raise Conflict("this world is closed", field="world")
    return world


def _counts(tx: Tx, world_id: str) -> WorldCounts:
    world = tx.world(world_id)
    unsent = select(func.count(col(LineRow.id))).where(
        LineRow.tenant == tx.tenant,
        LineRow.world_id == world.id,
        col(LineRow.due_at).is_not(None),
        col(LineRow.kind).not_in(BESIDE),
    )
    latest = (
        select(DecisionRow)
        .where(DecisionRow.tenant == tx.tenant, DecisionRow.world_id == world.id)
        .order_by(col(DecisionRow.number).desc())
        .limit(1)
    )
    last = tx.first(latest)
    return WorldCounts(
        people=len(tx.people(world.id)),
        events=world.seq,
        open_turns=len(open_turns(tx, world)),
        unsent=tx.value(unsent),
        last_decision="" if last is None else last.decision.reason,
    )
