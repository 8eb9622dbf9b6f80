"""Questions asked with a command: kept before they are shown, so that no process can die with one in its hands."""

from datetime import timedelta

from sqlmodel import col, select

from db.cycle.rhythm_beats import human_spoke
from db.mailbox.stop_obeying import heed
from db.record.event_appending import append, enqueue
from db.record.muted_members import muted_in
from db.schema.row_mapping import to_outbox
from db.schema.tables.outbox_table import LineRow
from db.schema.tables.world_tables import WorldRow
from db.sessions.admission import admitted
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.core.errors import Conflict
from troupe.ports import PublicQuestion, ReadStop
from troupe.worlds.events.said import Said
from troupe.worlds.outbox import RowStatus
from troupe.worlds.outbox.question_row import QuestionRow
from troupe.worlds.sessions.session_guest import is_guest
from troupe.worlds.transcript import Delivery, HumanAuthor, HumanMessage
from troupe.worlds.world import WorldStatus

_LINE = select(LineRow).where(
    LineRow.tenant == given("tenant"), LineRow.event_id == given("event"), col(LineRow.due_at).is_not(None)
)


def ask(
    tx: Tx, world_id: str, question: HumanMessage, shown: str, lease: float, read_stop: ReadStop
) -> PublicQuestion:
    """See troupe.ports.Mailbox.ask."""
    world = tx.lock_world(world_id)
    author = _asker(tx, world, question)
    event = append(
        tx,
        world,
        Said,
        author,
        text=question.text,
        place=question.place,
        at=question.at,
        addressed=question.addressed,
        platform_order=question.order,
        delivery=Delivery.PENDING,
    )
    enqueue(tx, world, event, QuestionRow, (shown,))
    line = tx.first(_LINE, event=event.id)
    if line is None:
        raise RuntimeError("a question without its row")
    line.status = RowStatus.SENDING.value
    line.owner = "a command"
    line.marked_at = tx.now
    line.lease_until = line.due_at = tx.now + timedelta(seconds=lease)
    line.attempts = 1
    world.calls_since_human = 0
    human_spoke(tx, world)
    return PublicQuestion(row=to_outbox(line), stopped=heed(tx, world, question, read_stop, event.id))


def _asker(tx: Tx, world: WorldRow, question: HumanMessage) -> HumanAuthor:
    """Who asks, as the people know them. The world may have been closed, stopped or muted since the asker saw it,
    and in a session only whoever runs it asks. Raises Conflict."""
    if world.status != WorldStatus.OPEN.value:
        raise Conflict("Everyone here is silent until `/world resume` (Manage Channels).")
    if any(member.id == question.author.id for member in muted_in(tx, world)):
        raise Conflict("You muted the people here. Press *Mute for me* under the pinned notice again to ask.")
    author = admitted(tx, world, question.author)
    if author is None or (world.by_invitation and is_guest(author.id)):
        raise Conflict("A focus group is held here: its moderator asks. Who has joined writes in the channel.")
    return author
