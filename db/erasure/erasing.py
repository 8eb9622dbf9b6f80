"""Erasing: words leave wherever they stand, and with them all that was made from them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select as select_columns
from sqlmodel import col, delete, select

from db.casts.persona_updates import lives_of
from db.cycle.budgets import lock_days_of
from db.cycle.roundtable_reveal import settle_round
from db.cycle.turn_ending import open_turns, void
from db.cycle.world_wakeup import wake_if_unread
from db.erasure.exposure import people_exposed, speech_by, speech_since, turns_under_way, unsaid_by, unsaid_since
from db.erasure.vote_erasure import erase_vote_words
from db.jobs.job_ending import begin_anew
from db.perception.line_taking import withdraw
from db.perception.turn_claims import claimed
from db.record.event_appending import changed, enqueue
from db.record.speech_delivery import cancel, lines_of
from db.schema.event_tables import EventRow, EventTextRow, SourceRow
from db.schema.kind_filters import FALLING, HUMAN, REVISING, WITH_WORDS, one_of
from db.schema.outbox_table import LineRow
from db.schema.world_tables import PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.worlds.action import Action
from troupe.worlds.mind_state import MindState
from troupe.worlds.outbox import RowStatus
from troupe.worlds.outbox.remove_row import RemoveRow
from troupe.worlds.text.quoted_words import Stretches, stretches
from troupe.worlds.turn import Outcome

NOBODY_ANY_MORE = "erased"
"""What an erased event keeps of the member who wrote it: that it was one."""

_SOURCE = table_of(SourceRow).c
_OF_EVENT = select(EventRow).where(
    EventRow.tenant == given("tenant"),
    EventRow.target == given("event"),
    one_of(col(EventRow.kind), FALLING),
)
"""What is nothing without the event: what it was changed to, what was put on it, that it stopped everyone."""
_DERIVED = select(EventRow).where(
    EventRow.tenant == given("tenant"),
    col(EventRow.id).in_(
        select_columns(_SOURCE.event_id).where(
            _SOURCE.tenant == given("tenant"), _SOURCE.source_id == given("event")
        )
    ),
)


def erase_events(tx: Tx, world: WorldRow, events: Iterable[EventRow], *, gone: Collection[str] = ()) -> int:
    """Erase these events and what was made from them; returns how many of these were there to be erased. The
    world was taken with `lock_with_lives`.

    The text leaves the events, their revisions and the outbox, and the name of the member who wrote it; who has
    not read it never will. From everyone in whose prompts it stood, and whoever came elsewhere with their state of
    mind, go that state and what they thought since; what they said stays, unless it repeats five words in a row.
    Briefings made from it go. Turns of which nothing is left to answer are void, others under way decided anew.
    Messages of persons that are not `gone` from the platform are to be deleted there.
    """
    roots = [event for event in events if not event.erased]
    if not roots:
        return 0
    erasure = _Erasure(tx, {world.id: world}, frozenset(gone))
    words = _stretches_of(tx, roots)
    erasure.take(roots)
    if words:
        erasure.take(_repeating(tx, world, roots, erasure.lives(), words))
    erasure.settle(words)
    tx.events.erased()
    return len(roots)


@dataclass(slots=True)
class _Erasure:
    """One erasure: the worlds it has touched, what is gone from the platform already, and who was exposed."""

    tx: Tx
    worlds: dict[str, WorldRow]
    gone: frozenset[str]
    exposed: set[str] = field(default_factory=set[str])

    def take(self, events: Iterable[EventRow]) -> None:
        """Erase these, and all events that were made from them."""
        queue = list(events)
        while queue:
            event = queue.pop()
            if event.erased:
                continue
            self.exposed |= people_exposed(self.tx, event)
            unsaid = unsaid_since(self.tx, event)
            _erase(self.tx, self._world(event), event, self.gone)
            begin_anew(self.tx, event.id)
            erase_vote_words(self.tx, event.id)
            for thought in unsaid:  # who was shown it are its author alone, and exposed already
                _erase(self.tx, self._world(thought), thought, self.gone)
            queue.extend(self.tx.all(_DERIVED, event=event.id))

    def lives(self) -> set[str]:
        """The ids of those who came elsewhere with the state of mind of someone exposed."""
        return lives_of(self.tx, self.exposed)

    def settle(self, words: Stretches) -> None:
        """All that is not an event: what is under way, and what is in their minds."""
        lives = self.lives()
        for thought in unsaid_by(self.tx, lives):
            _erase(self.tx, self._world(thought), thought, self.gone)
        people_ids = self.exposed | lives
        under_way = turns_under_way(self.tx, people_ids)
        lock_days_of(self.tx, under_way)
        present = {person.id for world in self.worlds.values() for person in self.tx.people(world.id)}
        people = self.tx.lock_people(people_ids | present)
        for turn in under_way:
            if turn.outcome is not None:
                turn.outcome = _without(turn.outcome, words)
        for person_id in sorted(people_ids):
            # A fence above that of a turn under way tells its commit that it was shown what is gone.
            people[person_id].state = MindState()
            self.tx.raise_fence(people[person_id])
        for world in self.worlds.values():
            _void_without_trigger(self.tx, world)

    def _world(self, event: EventRow) -> WorldRow:
        if event.world_id not in self.worlds:
            self.worlds[event.world_id] = self.tx.lock_world(event.world_id)  # ours already
        return self.worlds[event.world_id]


def _stretches_of(tx: Tx, events: Sequence[EventRow]) -> Stretches:
    """All that may not be repeated: of the events as they are, and as they once were."""
    texts = [tx.get(EventTextRow, version.id) for event in events for version in (event, *_revisions(tx, event))]
    return frozenset(part for row in texts if row is not None for part in stretches(row.text))


def _revisions(tx: Tx, event: EventRow) -> Sequence[EventRow]:
    return [row for row in tx.all(_OF_EVENT, event=event.id) if row.kind in REVISING]


def _repeating(
    tx: Tx, world: WorldRow, events: Sequence[EventRow], lives: Collection[str], words: Stretches
) -> list[EventRow]:
    """What the people here have said since, and those elsewhere who came with their minds, in the erased words."""
    spoken = (*speech_since(tx, world.id, min(event.seq for event in events)), *speech_by(tx, lives))
    return [tx.must(EventRow, event.id) for event in spoken if not words.isdisjoint(stretches(event.text))]


def _without(outcome: Outcome, words: Stretches) -> Outcome:
    """An answer held for the reveal: what is said stays, in other words than the erased ones."""
    actions = tuple(action for action in outcome.actions if _may_stay(action, words))
    return outcome.model_copy(update={"actions": actions, "refusal": "", "state": MindState()})


def _may_stay(action: Action, words: Stretches) -> bool:
    return not action.facets.inner and words.isdisjoint(stretches(action.words))


def remove_messages(tx: Tx, world: WorldRow, event: EventRow, lines: Iterable[LineRow]) -> None:
    """Have the messages of these rows, which carry words that were erased, deleted from the platform."""
    for line in lines:
        enqueue(
            *(tx, world, event, RemoveRow, ("",)),
            target_message=line.message_id,
            webhook_id=line.webhook_id,
        )


def _erase(tx: Tx, world: WorldRow, event: EventRow, gone: Collection[str]) -> None:
    for row in (event, *tx.all(_OF_EVENT, event=event.id)):
        _blank(tx, row)
        lines = lines_of(tx, row.id)
        cancel(tx, world, [line for line in lines if line.status == RowStatus.PENDING.value], "deleted")
        for line in lines:
            line.text = ""
        remove_messages(tx, world, row, _still_there(lines, gone))
    withdraw(tx, event)


def _blank(tx: Tx, event: EventRow) -> None:
    """Take the text from an event, and the name of a member."""
    event.erased = True
    if event.author_kind == HUMAN:
        event.author_id, event.author_name = NOBODY_ANY_MORE, ""
    changed(event)
    tx.run(
        delete(EventTextRow).where(col(EventTextRow.event_id) == event.id, col(EventTextRow.tenant) == tx.tenant)
    )


def _still_there(lines: Sequence[LineRow], gone: Collection[str]) -> list[LineRow]:
    return [
        line
        for line in lines
        if line.kind in WITH_WORDS and line.message_id is not None and line.message_id not in gone
    ]


def _void_without_trigger(tx: Tx, world: WorldRow) -> None:
    """Turns that claimed something of which nothing is left. Their people may have been told more meanwhile."""
    for turn in open_turns(tx, world):
        if turn.claimed and not claimed(tx, turn)[0]:
            void(tx, turn, "what it answered was deleted")
            settle_round(tx, world, turn.round_id)
            wake_if_unread(tx, world, tx.must(PersonRow, turn.person_id))
