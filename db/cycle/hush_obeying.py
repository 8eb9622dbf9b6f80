"""A pause that a human asked for in words only a turn could read, put into effect where that turn is committed."""

from collections.abc import Sequence
from typing import assert_never

from db.cycle.turn_ending import silence
from db.record.event_appending import post_notice
from db.record.event_reading import event_of
from db.schema.tables.turn_tables import TurnRow
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.tx.transaction import Tx
from troupe.worlds.action import SpeechAction
from troupe.worlds.transcript import HumanAuthor
from troupe.worlds.turn import Hush, Outcome


def obey_hush(tx: Tx, world: WorldRow, turn: TurnRow, person: PersonRow, outcome: Outcome) -> None:
    """Make quiet whom the message answered asks to be quiet, until each is called by name or the world is resumed.

    Only a human's line can ask for it: people would silence one another. One visible word tells that it was heard:
    the person's own, or else a notice.
    """
    quieted = _quieted(tx, world, person, outcome.hush)
    trigger = event_of(tx, turn.trigger_id) if quieted and turn.trigger_id is not None else None
    if trigger is None or not isinstance(trigger.author, HumanAuthor):
        return
    for member in quieted:
        member.hushed_after = max(trigger.heard or 0, turn.through)
        if member.id != person.id and turn.round_id is None:  # the answers of a roundtable were asked for
            silence(tx, world, member, "a human asked for a pause")
    if not any(
        isinstance(action, SpeechAction) and outcome.floor in action.facets.floors for action in outcome.actions
    ):
        subject = person.name if len(quieted) == 1 else "Everyone here"
        post_notice(tx, world, f"{subject} is quiet until somebody calls them by name.", place=turn.place)


def _quieted(tx: Tx, world: WorldRow, person: PersonRow, hush: Hush) -> Sequence[PersonRow]:
    match hush:
        case Hush.NONE:
            return ()
        case Hush.ME:
            return (person,)
        case Hush.ALL:
            return tx.people(world.id)
    assert_never(hush)
