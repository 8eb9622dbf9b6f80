"""The roundtable's barrier: answers are held and revealed in seat order, in one transaction."""

from collections.abc import Sequence

from sqlmodel import col, select

from db.cycle.budgets import lock_days_of
from db.cycle.hush_obeying import obey_hush
from db.cycle.turn_actions import perform
from db.cycle.turn_ending import void
from db.cycle.world_wakeup import wake_if_unread
from db.record.event_appending import post_notice
from db.schema.tables.turn_tables import RoundRow, TurnRow, TurnStatus
from db.schema.tables.world_tables import WorldRow
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.worlds.events.marks.no_answer import NoAnswer
from troupe.worlds.turn import Outcome

LATE = "no answer within the time of the roundtable"


_OPEN = (
    select(TurnRow.id)
    .where(
        TurnRow.tenant == given("tenant"),
        TurnRow.round_id == given("round"),
        TurnRow.status == TurnStatus.OPEN.value,
        col(TurnRow.id) != given("besides"),
    )
    .limit(1)
)
"""One alone: reading every answer that is held, each time one more comes in, would cost their square."""


def revealed_by(tx: Tx, turn: TurnRow) -> Sequence[str]:
    """The ids of those whose answers the end of this turn reveals: all of its roundtable if it is the last that is
    waited for, mostly nobody. The world is ours, so no other turn of it ends meanwhile."""
    if turn.round_id is None or tx.value(_OPEN, round=turn.round_id, besides=turn.id) is not None:
        return ()
    table = tx.get(RoundRow, turn.round_id)
    return () if table is None else table.members


def settle_round(tx: Tx, world: WorldRow, round_id: str | None) -> bool:
    """Reveal the round if all its turns have settled, unless humans are still answering the same question. Returns
    whether it was revealed."""
    if world.reveal_held:
        return False
    table = None if round_id is None else tx.get(RoundRow, round_id)
    if table is None or table.ended_at is not None:
        return False
    if tx.value(_OPEN, round=table.id, besides="") is not None:
        return False
    reveal(tx, world, table)
    return True


def reveal(tx: Tx, world: WorldRow, table: RoundRow) -> None:
    """Perform the held answers in seat order; who is still deciding has no answer, and all can see that."""
    table.ended_at = tx.now
    turns = {turn.person_id: turn for turn in _turns(tx, table)}
    lock_days_of(tx, tuple(turns.values()))
    people = tx.lock_people(table.members)
    answers: list[tuple[TurnRow, Outcome]] = []
    for person_id in table.members:
        turn, person = turns.get(person_id), people[person_id]
        if turn is None or turn.ended_at is not None:
            continue
        if turn.outcome is not None:
            answers.append((turn, turn.outcome))
            perform(tx, world, turn, person, turn.outcome)
        else:
            void(tx, turn, LATE)
            post_notice(tx, world, f"{person.name} gave no answer.", place=turn.place, kind=NoAnswer)
    for turn, outcome in answers:
        obey_hush(tx, world, turn, people[turn.person_id], outcome)
    for turn in turns.values():
        late = turn.status == TurnStatus.VOID.value  # what it was to answer is unread again, but the round is over
        wake_if_unread(tx, world, people[turn.person_id], turn.through if late else 0)


def _turns(tx: Tx, table: RoundRow) -> Sequence[TurnRow]:
    query = select(TurnRow).where(TurnRow.tenant == tx.tenant, TurnRow.round_id == table.id)
    return tx.all(query)
