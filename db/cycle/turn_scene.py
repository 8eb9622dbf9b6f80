"""The scene that one person has before them: their witnessed history, compacted in steps, and the turn made of
it."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, literal_column, null, or_, select, union_all

from db.catalogue.guild_store import settings_of
from db.memory.memory_search import remembered
from db.memory.recalled_memories import recalled_memories, shown_memories
from db.perception.prompt_range import PromptRange, prompt_range
from db.perception.turn_claims import answering, claimed, places_of, under_way
from db.perception.unread_lines import waiting_of
from db.perception.witnessing import IN_WORLD, ONE, as_hearer, own, read
from db.record.event_reading import KEYS, event_of, known
from db.record.muted_members import muted_in
from db.schema.kind_filters import REMEMBERED, one_of
from db.schema.row_mapping import to_world
from db.schema.tables.event_tables import EventRow
from db.schema.tables.turn_tables import Stretch, TurnRow
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.memory.memory_question import memory_question
from troupe.worlds.muted_view import without
from troupe.worlds.scene import PassedOver, RecalledMemory, Scene
from troupe.worlds.text.shown_lines import HIGH, compacted
from troupe.worlds.transcript import Delivery, Event, SystemAuthor
from troupe.worlds.turn import Turn

_EVENT, _TURN = table_of(EventRow).c, table_of(TurnRow).c
_BY_THEM = KEYS.where(own(ONE), one_of(_EVENT.kind, REMEMBERED))
_READ = KEYS.where(*IN_WORLD, read(ONE)).order_by(_EVENT.heard.desc()).limit(given("limit")).subquery()
_NO_GAP = literal_column("0", Integer).label("passed")
HISTORY = union_all(
    select(_READ.c.id, _READ.c.version, _NO_GAP),
    _BY_THEM.add_columns(_NO_GAP).where(_EVENT.heard >= given("since")),
    _BY_THEM.add_columns(_NO_GAP).where(
        _EVENT.heard.is_(None),
        or_(*(_EVENT.delivery == delivery.value for delivery in (Delivery.PENDING, Delivery.UNKNOWN))),
    ),
    select(null(), _TURN.passed_through, _TURN.passed).where(
        _TURN.tenant == given("tenant"),
        _TURN.person_id == given("person"),
        _TURN.passed > 0,
        _TURN.passed_through >= given("since"),
    ),
)
"""Lines that they have read; what they said, thought and reacted with, and were told before they came; their
speech that the channel does not have yet; and, without an id, through where they passed over how many lines. Each
apart, since only so the index leads to it instead of over everything they ever said. (`or_`, since SQLAlchemy
spells an `in_` out anew each time the query runs.)"""


RECALLED = 6
"""Lines that come back in one turn, at most."""
MEMORIES = 4
"""Memories that come back beside them."""
FITTING = 0.5
"""What comes back beside the best has at least so much of its score."""


@dataclass(frozen=True, slots=True)
class Part:
    """The part that a turn plays: what it answers, whether it has to, at whose side, and what it is to read.
    `spans` are where the lines stand that it passes over."""

    trigger_id: str | None
    obliged: bool
    together: bool
    fence: int
    through: int
    own: Sequence[Event]
    called: frozenset[str]
    waiting: Collection[int]
    """The places of lines that have a row of their own for the person: those among `own`, and others."""
    passed: PassedOver | None = None
    spans: tuple[Stretch, ...] = ()


def scene_of(
    tx: Tx,
    world: WorldRow,
    person: PersonRow,
    cast: Sequence[PersonRow],
    part: Part,
    answering: Iterable[tuple[str, str]],
) -> tuple[Scene, PromptRange]:
    """The scene for one turn, and the range of what it shows: what its person has read, compacted if there is too
    much of it, and what the turn is to read. What else is unread is for another turn and stands in no scene of
    this one. `answering` are lines, each with the person who has a turn to answer it."""
    history, gone_by = _history(tx, person, part)
    trigger = next((event for event in history if event.id == part.trigger_id), None)
    if trigger is None and part.trigger_id is not None:
        trigger = event_of(tx, part.trigger_id)
    recalled, memories = _coming_back(tx, world, person, history, trigger)
    event_ids = {event.id for event in history} - part.called - {part.trigger_id}
    names = {other.id: other.name for other in cast if other.id != person.id}
    if part.passed is not None:
        gone_by = tuple(sorted((*gone_by, part.passed), key=lambda gap: gap.through))
    scene = Scene(
        world=to_world(world),
        person=tx.person(person, fence=part.fence),
        others=tuple(names.values()),
        history=history,
        unread=tuple(event.id for event in part.own),
        called=part.called,
        passed=gone_by,
        answering={
            event: names[person_id] for event, person_id in answering if event in event_ids and person_id in names
        },
        recalled=recalled,
        memories=memories,
        trigger=trigger,
        obliged=part.obliged,
        together=part.together,
        model=settings_of(tx).model,
        now=tx.now,
    )
    muted = muted_in(tx, world)
    seen = without(scene, muted) if muted else scene
    extents = extents_of(seen)
    return seen, prompt_range(
        *(part.through, (*seen.recalled, *seen.history, *((seen.trigger,) if seen.trigger else ()))),
        waiting=part.waiting,
        hidden=(*recalled, *history) if muted else (),
        passed=(*part.spans, *_between(extents, seen.history)),
        extents=extents,
    )


def scene_of_turn(
    tx: Tx,
    world: WorldRow,
    turn: TurnRow,
    person: PersonRow,
    cast: Sequence[PersonRow],
    spans: tuple[Stretch, ...] = (),
) -> Scene:
    """The scene of a turn that has taken its lines, and now passes over these `spans` as well. What it shows is
    noted on the turn."""
    own, call_ids = claimed(tx, turn)
    part = Part(
        trigger_id=turn.trigger_id,
        obliged=turn.obliged,
        together=turn.round_id is not None,
        fence=turn.fence,
        through=turn.through,
        own=own,
        called=call_ids,
        waiting=waiting_of(tx, person),
        spans=(*turn.unshown, *spans),
    )
    scene, shown = scene_of(tx, world, person, cast, part, answering(tx, world, under_way(tx, world)))
    turn.shown_from = min(turn.shown_from, shown.since)
    turn.shown_through = turn.through
    turn.unshown = shown.unshown
    turn.recalled = places_of(scene.recalled)
    turn.remembered = tuple(memory.id for memory in shown_memories(scene.memories))
    return scene


def _coming_back(
    tx: Tx, world: WorldRow, person: PersonRow, history: Sequence[Event], trigger: Event | None
) -> tuple[tuple[Event, ...], tuple[RecalledMemory, ...]]:
    """What comes back to the person at what they answer, of what they witnessed before the history that they are
    shown: lines, the best first, and memories. Nothing is looked for while the history is all there is; a line of
    which another has taken the place comes back as what holds now."""
    first = next((event.heard for event in history if event.heard is not None), 0)
    if trigger is None or not trigger.facets.spoken or trigger.erased or first <= person.hears_from:
        return (), recalled_memories(tx, person, None, 0, first)
    asker = "" if isinstance(trigger.author, SystemAuthor) else trigger.author.name
    question = memory_question(trigger.text, tx.now, asker=asker, person=person.name)
    found = remembered(tx, world, person, question, RECALLED, through=first - 1)
    lines = [memory.event for memory in found if memory.score >= FITTING * found[0].score]
    memories = recalled_memories(tx, person, question, MEMORIES, first, [event.id for event in lines])
    return still_so(lines, memories), memories


def still_so(lines: Iterable[Event], memories: Iterable[RecalledMemory]) -> tuple[Event, ...]:
    """The lines without those of which something else holds by now: a memory tells both."""
    outdated = {source for item in memories if item.former is not None for source in item.former.sources}
    return tuple(event for event in lines if event.id not in outdated)


def extents_of(scene: Scene) -> list[Stretch]:
    """Where all that came back has its places, each line and each memory: of a memory, all that it was made of."""
    lines = [(event.heard, event.heard) for event in scene.recalled if event.heard is not None]
    return [*lines, *((memory.first, memory.through) for memory in shown_memories(scene.memories))]


def _between(extents: Iterable[Stretch], history: Iterable[Event]) -> Iterator[Stretch]:
    """The stretches that lie between what came back, and between the last of it and the history."""
    places = sorted(extents)
    if not places:
        return
    first = next((event.heard for event in history if event.heard is not None), places[-1][1] + 1)
    end = places[0][1]
    for start, through in (*places[1:], (first, first)):
        if start - end > 1:
            yield end + 1, start - 1
        end = max(end, through)


def turn_of(turn: TurnRow, scene: Scene) -> Turn:
    """The domain turn of an open row."""
    if turn.lease_until is None:
        raise ValueError("a turn without a lease is not open")
    return Turn(
        id=turn.id,
        tenant=turn.tenant,
        world_id=turn.world_id,
        person_id=turn.person_id,
        fence=turn.fence,
        epoch=turn.epoch,
        lease_until=turn.lease_until,
        place=turn.place,
        through=turn.through,
        seed=turn.seed,
        redone=turn.redone,
        round_id=turn.round_id,
        scene=scene,
    )


def turn_seed(world: WorldRow, through: int, person: PersonRow) -> int:
    """The seed of a turn's draws, from (world seed, through, seat): 31 bits, which every endpoint takes."""
    digest = hashlib.sha256(f"{world.seed}:{through}:{person.seat}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1


def _history(tx: Tx, person: PersonRow, part: Part) -> tuple[tuple[Event, ...], tuple[PassedOver, ...]]:
    """The lines that the person has read or done since `history_from`, which moves on when there are too many
    of them, and those that the turn is to read, however old; and what the person passed over since then."""
    ids = {event.id for event in part.own}
    # One more than may stay shows that compaction is due; older ones would be dropped anyway. What the turn has
    # taken counts as read already.
    limit = HIGH + 1 + len(ids)
    hearer = as_hearer(person, since=person.history_from, through=part.through)
    rows = tx.rows(HISTORY, limit=limit, since=person.history_from, **hearer)
    lines = known(tx, [row for row in rows if row.id is not None])
    before = [event for event in lines if event.heard is not None and event.id not in ids]
    before.sort(key=_place)
    recent = compacted(before, part.own)
    if len(recent) < len(before):
        person.history_from = _place(recent[0]) if recent else _place(before[-1]) + 1
    perceptions = sorted((*recent, *part.own), key=_place)
    on_its_way = sorted((event for event in lines if event.heard is None), key=lambda event: event.seq)
    gaps = sorted((row.version, row.passed) for row in rows if row.id is None)
    passed = (
        PassedOver(through=through, count=count) for through, count in gaps if through >= person.history_from
    )
    return (*perceptions, *on_its_way), tuple(passed)


def _place(event: Event) -> int:
    return event.heard or 0
