"""A human's stop put into effect, in the transaction that takes in the words that ask for it."""

from collections.abc import Iterator, Sequence
from typing import overload

from db.cycle.roundtable_reveal import settle_round
from db.cycle.turn_ending import open_turns, silence
from db.record.event_appending import post_notice
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.stores.world_store import stop
from db.tx.transaction import Tx
from troupe.ports import ReadStop
from troupe.worlds.stop_request import Stop
from troupe.worlds.transcript import HumanMessage
from troupe.worlds.world import Person


def heed(
    tx: Tx, world: WorldRow, message: HumanMessage, read_stop: ReadStop, event_id: str, *, by: str | None = None
) -> Stop | None:
    """Stop those whom the message, the event of this id, asks to stop; returns what it asked for, None for
    nothing. `by` is the name that the record gives for it, if not its author's."""
    stopped = read_stop(message, _Present(tx, world))
    if stopped is not None:
        _obey(tx, world, tx.people(world.id), stopped, event_id, by or message.author.name)
    return stopped


class _Present(Sequence[Person]):
    """Those present, read when they are looked at: most messages have no word that could ask for a stop."""

    def __init__(self, tx: Tx, world: WorldRow) -> None:
        self._tx = tx
        self._world = world

    @overload
    def __getitem__(self, index: int) -> Person: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Person]: ...
    def __getitem__(self, index: int | slice) -> Person | Sequence[Person]:
        return [self._tx.person(person) for person in self._tx.people(self._world.id)][index]

    def __len__(self) -> int:
        return len(self._tx.people(self._world.id))

    def __iter__(self) -> Iterator[Person]:
        return iter([self._tx.person(person) for person in self._tx.people(self._world.id)])


def _obey(tx: Tx, world: WorldRow, people: Sequence[PersonRow], stopped: Stop, event_id: str, by: str) -> None:
    if stopped.everyone:
        stop(tx, world, by, stopped.notice, event_id)
        return
    for person in people:
        if person.id in stopped.people:
            person.quiet = True
            rounds = [turn.round_id for turn in open_turns(tx, world, person.id)]
            silence(tx, world, person, "asked to be quiet")
            for round_id in rounds:
                settle_round(tx, world, round_id)
    if stopped.notice:
        post_notice(tx, world, stopped.notice)
