"""Beats of a world's rhythm: when the next one is, and striking the one that is due, once whoever looks."""

from datetime import datetime, timedelta

from sqlalchemy import select

from db.catalogue.guild_store import settings_of
from db.cycle.budgets import has_room
from db.cycle.floor_reading import talkativeness
from db.record.event_appending import append, mark_in_record
from db.schema.tables.event_tables import EventRow
from db.schema.tables.world_tables import WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.core.usage import Estimate
from troupe.ports import Cap
from troupe.worlds.events.beat import Beat
from troupe.worlds.events.marks.setting_changed import SettingChanged
from troupe.worlds.transcript import Event, SystemAuthor
from troupe.worlds.world import Mode, WorldStatus
from troupe.worlds.world_rhythm import Rhythm, allowed, next_beat, occasion

LULL = timedelta(minutes=2)
"""A beat waits until nobody has spoken for so long: it begins talk, it does not cut in."""

_EVENT = table_of(EventRow).c
_LAST_SAID = select(_EVENT.at).where(
    _EVENT.tenant == given("tenant"), _EVENT.world_id == given("world"), _EVENT.heard == given("said")
)


def schedule(tx: Tx, world: WorldRow) -> None:
    """Set the next beat, reckoned from now; none while the world has no rhythm, is not open to it, or rests."""
    beats = world.rhythm is not None and _open_to_it(world) and world.pulse.alone < world.rhythm.alone
    if world.rhythm is None or not beats:
        world.next_beat_at = None
        return
    world.next_beat_at = next_beat(world.rhythm, world.pulse, tx.now, settings_of(tx).zone, world.seed)


def human_spoke(tx: Tx, world: WorldRow) -> None:
    """A human word ends a rest."""
    if world.pulse.alone:
        world.pulse = world.pulse.model_copy(update={"alone": 0})
        if world.next_beat_at is None:
            schedule(tx, world)


def change(tx: Tx, world: WorldRow, rhythm: Rhythm | None, by: str) -> None:
    """Give the world a rhythm, or take it away. What has beaten today still counts."""
    if world.rhythm != rhythm:
        world.rhythm = rhythm
        told = "no rhythm" if rhythm is None else f"a rhythm of {rhythm.every} minutes"
        mark_in_record(tx, world, SettingChanged, f"{told}, set by {by}")
    restart(tx, world)


def restart(tx: Tx, world: WorldRow) -> None:
    """Somebody has seen to the world, so that it does not rest any more."""
    world.pulse = world.pulse.model_copy(update={"alone": 0})
    schedule(tx, world)


def strike(tx: Tx, world: WorldRow, cap: Cap, *, busy: bool) -> Event | None:
    """The beat that is due, put into the record; None if none is due, or it must wait (`busy`: somebody's turn or
    words are under way), or there is nobody to act on it."""
    rhythm, due = world.rhythm, world.next_beat_at
    if rhythm is None or due is None or due > tx.now:
        return None
    zone = settings_of(tx).zone
    last: datetime | None = tx.value(_LAST_SAID, world=world.id, said=world.said) if world.said else None
    when = allowed(rhythm, world.pulse, _after_talk(tx, world, last, busy=busy), zone, world.seed)
    if when > tx.now:
        world.next_beat_at = when
        return None
    if not _anyone(tx, world) or not has_room(tx, cap, Estimate(tokens=0)):
        schedule(tx, world)
        return None
    beat = append(tx, world, Beat, SystemAuthor(), text=occasion(tx.now, zone, last))
    world.calls_since_human = 0
    world.pulse = world.pulse.model_copy(update={"heard": world.heard})
    return beat


def struck(tx: Tx, world: WorldRow, *, granted: bool) -> None:
    """After a beat, the next. One on which nobody could act, the day's budget being spent, does not count."""
    if granted:
        world.pulse = world.pulse.beaten(tx.now, settings_of(tx).zone, world.heard)
    schedule(tx, world)


def _after_talk(tx: Tx, world: WorldRow, last: datetime | None, *, busy: bool) -> datetime:
    """Now, or when the talk of this moment may have ended."""
    times = [tx.now]
    if busy:
        times.append(tx.now + LULL)
    if last is not None:
        times.append(last + LULL)
    if world.typing_until is not None:
        times.append(world.typing_until)
    return max(times)


def _open_to_it(world: WorldRow) -> bool:
    return world.status == WorldStatus.OPEN.value and world.mode == Mode.AMBIENT.value


def _anyone(tx: Tx, world: WorldRow) -> bool:
    return any(
        not person.quiet and person.hushed_after is None and talkativeness(tx, person) > 0
        for person in tx.people(world.id)
    )
