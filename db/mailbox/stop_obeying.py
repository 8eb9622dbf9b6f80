"""A human's stop put into effect, in the transaction that takes in the words that ask for it."""

from collections.abc import Sequence

from db.cycle.roundtable_reveal import settle_round
from db.cycle.turn_ending import open_turns, silence
from db.record.event_appending import post_notice
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.stores.world_store import stop
from db.tx.transaction import Tx
from troupe.ports import ReadStop
from troupe.worlds.stop_request import Stop
from troupe.worlds.transcript import HumanMessage


def heed(
    tx: Tx, world: WorldRow, message: HumanMessage, read_stop: ReadStop, event_id: str, *, by: str | None = None
) -> Stop | None:
    """Stop those whom the message, the event of this id, asks to stop; returns what it asked for, None for
    nothing. `by` is the name that the record gives for it, if not its author's."""
    people = tx.people(world.id)
    stopped = read_stop(message, [tx.person(person) for person in people])
    if stopped is not None:
        _obey(tx, world, people, stopped, event_id, by or message.author.name)
    return stopped


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
