"""Members for whom the people of a world are muted: asking for it, lifting it, and what is under way then."""

from sqlmodel import col, delete, select

from db.casts.persona_updates import lock_with_lives
from db.cycle.roundtable_reveal import settle_round
from db.cycle.turn_ending import open_turns, void
from db.cycle.world_wakeup import set_wake
from db.erasure.erasing import erase_events
from db.perception.line_taking import moot
from db.perception.turn_claims import claimed_of
from db.record.muted_members import MUTE, muted_in
from db.record.speech_delivery import cancel, pending_lines
from db.schema.kind_filters import HUMAN, OUTLIVING_STOP
from db.schema.tables.event_tables import EventRow, SourceRow
from db.schema.tables.turn_tables import TurnRow
from db.schema.tables.world_tables import MuteRow, WorldRow
from db.tx.entities import given
from db.tx.transaction import Tenancy, Tx
from troupe.worlds.transcript import HumanAuthor
from troupe.worlds.world import WorldStatus

_LIFT = delete(MuteRow).where(
    MUTE.tenant == given("tenant"), MUTE.world_id == given("world"), MUTE.user_id == given("user")
)


class SqlMutes:
    """See troupe.ports.Mutes."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def toggle(self, world_id: str, member: HumanAuthor) -> bool:
        return await self._tenancy.write(lambda tx: _toggle(tx, world_id, member))

    async def of(self, world_id: str) -> tuple[HumanAuthor, ...]:
        return await self._tenancy.read(lambda tx: muted_in(tx, tx.world(world_id)))


def _toggle(tx: Tx, world_id: str, member: HumanAuthor) -> bool:
    world = lock_with_lives(tx, world_id)
    if tx.run(_LIFT, world=world.id, user=member.id):
        world.mutes -= 1
        return False
    tx.add(
        MuteRow(world_id=world.id, user_id=member.id, tenant=tx.tenant, name=member.name, since=tx.now),
    )
    world.mutes += 1
    _turn_away(tx, world, member)
    return True


def _turn_away(tx: Tx, world: WorldRow, member: HumanAuthor) -> None:
    """Nobody answers this member any more: turns that were about to are void, words on their way are taken back,
    what nobody has read yet needs no answer, and briefings made from their words go. Others who were to be
    answered in such a turn still are."""
    theirs = select(EventRow.id).where(
        EventRow.tenant == tx.tenant,
        EventRow.world_id == world.id,
        EventRow.author_kind == HUMAN,
        EventRow.author_id == member.id,
    )
    turns = [turn for turn in open_turns(tx, world) if _answers(tx, turn, member)]
    for turn in turns:
        void(tx, turn, "whom it answered has muted everyone here")
        settle_round(tx, world, turn.round_id)
    replies = select(EventRow.id).where(EventRow.tenant == tx.tenant, col(EventRow.target).in_(theirs))
    answering = set(tx.values(replies))
    replying = [line for line in pending_lines(tx, world) if line.event_id in answering]
    cancel(tx, world, [line for line in replying if line.kind not in OUTLIVING_STOP], "muted")
    moot(tx, world, member.id)
    made_of_it = select(SourceRow.event_id).where(
        SourceRow.tenant == tx.tenant, col(SourceRow.source_id).in_(theirs)
    )
    briefings = select(EventRow).where(EventRow.tenant == tx.tenant, col(EventRow.id).in_(made_of_it))
    erase_events(tx, world, tx.all(briefings))
    if turns and world.status == WorldStatus.OPEN.value:
        set_wake(world, tx.now)


def _answers(tx: Tx, turn: TurnRow, member: HumanAuthor) -> bool:
    """Whether the turn has anything of this member before it that it is to answer."""
    return claimed_of(tx, turn, member.id)
