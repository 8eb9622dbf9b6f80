"""Erasing: words leave wherever they stand, and with them all that was made from them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select as select_columns
from sqlmodel import col, delete, select

from db.cycle.budgets import lock_days_of
from db.cycle.roundtable_reveal import settle_round
from db.cycle.turn_ending import open_turns, void
from db.cycle.world_wakeup import wake_if_unread
from db.erasure.decision_erasure import erase_reasons
from db.erasure.exposure import (
    exposed_by,
    forget_unsaid,
    turns_under_way,
    unsaid_with_consequences,
    with_lives,
)
from db.erasure.memory_erasure import erase_memories
from db.erasure.request_erasure import erase_requests
from db.erasure.session_decision_erasure import asked_in_words_of, erase_session_decisions
from db.erasure.vote_erasure import erase_vote_words
from db.jobs.job_ending import begin_anew
from db.minds.mind_keeping import SteppingBack
from db.perception.line_taking import withdraw
from db.perception.turn_claims import claimed
from db.record.event_appending import changed, enqueue
from db.record.line_index import take_out
from db.record.speech_delivery import cancel, lines_of
from db.record.speech_prints import forget_prints, speech_like
from db.schema.kind_filters import FALLING, HUMAN, PERSON, REVISING, WITH_WORDS, one_of
from db.schema.tables.event_tables import EventRow, EventTextRow, SourceRow
from db.schema.tables.outbox_table import LineRow
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx, table_of
from troupe.worlds.action import Action
from troupe.worlds.mind_state import MindState
from troupe.worlds.outbox import RowStatus
from troupe.worlds.outbox.remove_row import RemoveRow
from troupe.worlds.text.quoted_words import Stretches, prints, stretches
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
_FORGET_TEXT = delete(EventTextRow).where(
    col(EventTextRow.tenant) == given("tenant"), col(EventTextRow.event_id) == given("event")
)


def erase_events(tx: Tx, world: WorldRow, events: Iterable[EventRow], *, gone: Collection[str] = ()) -> int:
    """Erase these events and what was made from them; returns how many of these were there to be erased. The
    world was taken with `lock_with_lives`.

    The text leaves the events, their revisions and the outbox, and the name of the member who wrote it; who has
    not read it never will. Everyone in whose prompts it stood, and whoever came elsewhere with a state of mind
    they had left since, goes back to the last state from before it; what they thought since goes; what they said
    stays, unless it repeats five words in a row. Briefings made from it go. Turns of which nothing is left to
    answer are void, others under way decided anew. Messages of persons that are not `gone` from the platform are
    to be deleted there.
    """
    roots = [event for event in events if not event.erased]
    if not roots:
        return 0
    erasure = _Erasure(tx, {world.id: world}, frozenset(gone))
    texts = _texts_of(tx, roots)
    words = frozenset[tuple[str, ...]]().union(*(stretches(text) for text in texts))
    erasure.take(roots)
    if words:
        erase_requests(tx, words)
        erasure.take([line for root in roots for line in asked_in_words_of(tx, root.id, words)])
        erasure.take_repetitions(min(event.at for event in roots), texts, words)
    erasure.settle(words)
    tx.events.erased()
    return len(roots)


@dataclass(slots=True)
class _Erasure:
    """One erasure: the worlds it has touched, what is gone from the platform already, and who was exposed, by
    the fence of the first turn that was."""

    tx: Tx
    worlds: dict[str, WorldRow]
    gone: frozenset[str]
    exposed: dict[str, int] = field(default_factory=dict[str, int])

    def take(self, events: Iterable[EventRow]) -> None:
        """Erase these, and all events that were made from them."""
        queue = list(events)
        while queue:
            event = queue.pop()
            if event.erased:
                continue
            for person_id, fence in exposed_by(self.tx, event).items():
                self.exposed[person_id] = min(fence, self.exposed.get(person_id, fence))
            _erase(self.tx, self.world_of(event), event, self.gone)
            begin_anew(self.tx, event.id)
            erase_memories(self.tx, self.world_of(event), event)
            erase_vote_words(self.tx, event.id)
            erase_session_decisions(self.tx, event.id)
            erase_reasons(self.tx, event)
            queue.extend(self.tx.all(_DERIVED, event=event.id))

    def take_repetitions(self, since: datetime, texts: Collection[str], words: Stretches) -> None:
        """Erase what people have said since in the erased words, here and wherever somebody exposed has come;
        and so on, where that was heard."""
        numbers = frozenset[int]().union(*(prints(text) for text in texts))
        searched = set[str]()
        while world_ids := self._reached() - searched:
            searched |= world_ids
            for world_id in sorted(world_ids):
                speech = speech_like(self.tx, world_id, numbers)
                self.take(
                    self.tx.must(EventRow, event.id)
                    for event in speech
                    if event.at >= since and not words.isdisjoint(stretches(event.text))
                )

    def _reached(self) -> set[str]:
        """The worlds where it may have been repeated."""
        lives = with_lives(self.tx, self.exposed).since.keys() - self.exposed.keys()
        return self.worlds.keys() | {self.tx.must(PersonRow, life_id).world_id for life_id in lives}

    def settle(self, words: Stretches) -> None:
        """All that is not an event: what is under way, and what is in their minds."""
        lives = with_lives(self.tx, self.exposed)
        while consequences := list(unsaid_with_consequences(self.tx, lives.since)):
            self.take(consequences)
            lives = with_lives(self.tx, self.exposed)
        forget_unsaid(self.tx, lives.since)
        under_way = turns_under_way(self.tx, lives.since)
        lock_days_of(self.tx, under_way)
        present = {person.id for world in self.worlds.values() for person in self.tx.people(world.id)}
        people = self.tx.lock_people(lives.since.keys() | present)
        for turn in under_way:
            if turn.outcome is not None:
                turn.outcome = _without(turn.outcome, words)
        SteppingBack(self.tx, people, lives.since, lives.brought).all()
        for person_id in sorted(lives.since):
            # A fence above that of a turn under way tells its commit that it was shown what is gone.
            self.tx.raise_fence(people[person_id])
        for world in self.worlds.values():
            _void_without_trigger(self.tx, world)

    def world_of(self, event: EventRow) -> WorldRow:
        if event.world_id not in self.worlds:
            self.worlds[event.world_id] = self.tx.lock_world(event.world_id)  # ours already
        return self.worlds[event.world_id]


def _texts_of(tx: Tx, events: Sequence[EventRow]) -> list[str]:
    """All that may not be repeated: of the events as they are, and as they once were."""
    texts = [tx.get(EventTextRow, version.id) for event in events for version in (event, *_revisions(tx, event))]
    return [row.text for row in texts if row is not None]


def _revisions(tx: Tx, event: EventRow) -> Sequence[EventRow]:
    return [row for row in tx.all(_OF_EVENT, event=event.id) if row.kind in REVISING]


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
            line.text, line.offers = "", ()
        remove_messages(tx, world, row, _still_there(lines, gone))
    withdraw(tx, event)


def _blank(tx: Tx, event: EventRow) -> None:
    """Take the text from an event, and the name of a member."""
    take_out(tx, event)
    event.erased = True
    if event.author_kind == HUMAN:
        event.author_id, event.author_name = NOBODY_ANY_MORE, ""
    changed(event)
    text = tx.get(EventTextRow, event.id)
    if text is not None:
        if event.author_kind == PERSON:
            forget_prints(tx, event, text.text)
        tx.run(_FORGET_TEXT, event=event.id)


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
