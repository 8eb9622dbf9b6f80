"""A move carried out: its lines put into the worlds, its number taken, all in one transaction."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from db.cycle.budgets import hold_no_more, hold_today
from db.cycle.rhythm_beats import human_spoke
from db.record.event_appending import append, enqueue, post_notice
from db.record.offer_withdrawal import OF_A_QUESTION, withdraw_offers
from db.schema.tables.session_tables import SessionMoveRow, SessionRow, SessionWorldRow
from db.schema.tables.world_tables import WorldRow
from db.sessions.session_forking import fork_session
from db.sessions.session_reading import move_row, session_row, worlds_of
from db.stores.world_store import open_world
from db.tx.transaction import Tx
from troupe.ports import NewWorld
from troupe.worlds.events.exhibited import Exhibited
from troupe.worlds.events.said import Said
from troupe.worlds.outbox import Offer
from troupe.worlds.outbox.chair_row import ChairRow
from troupe.worlds.outbox.moderator_row import ModeratorRow
from troupe.worlds.sessions.moderator import ASKED_AS, MODERATOR, SHOWN_AS, moderator_named
from troupe.worlds.sessions.session_move import MoveKind, MoveLine, NewMove, NewSessionWorld, PostedLine
from troupe.worlds.sessions.study_session import SessionStatus
from troupe.worlds.text.speech_parts import split_speech
from troupe.worlds.transcript import Delivery, Event
from troupe.worlds.world import Mode, WorldStatus

_OFFERED = (Offer.WHO, Offer.STOP)
"""Of a notice's offers, those of a session: who takes part is heard, and who wants to be heard no more leaves
it."""
VOTING = "🗳️ A vote is taken now. Everyone answers in private: nobody here sees what the others say."


def carry(tx: Tx, session_id: str, move: NewMove) -> bool:
    """See troupe.ports.Sessions.carry."""
    worlds = lock_worlds(tx, session_id)
    origins = {} if move.fork is None else lock_worlds(tx, move.fork.session)
    session = session_row(tx, session_id, locked=True)
    if session.status != SessionStatus.RUNNING.value or session.moves != move.number:
        return False
    ends = move.kind is MoveKind.FINISH
    if not ends and any(world.status != WorldStatus.OPEN.value for world in worlds.values()):
        return False
    if move.fork is not None:
        fork_session(tx, session, move.fork, origins)
        tx.tell_others()
        return True
    _settle(tx, session, move)
    for world in worlds.values():
        withdraw_offers(tx, world, OF_A_QUESTION)
    for new in move.worlds:
        _open(tx, session, new)
    posted = tuple(_post(tx, worlds[line.world], line, move) for line in move.lines)
    if move.kind is MoveKind.POLL and not move.paper:
        for world in worlds.values():
            if world.channel_id is not None:
                post_notice(tx, world, VOTING)
    _await_guests(tx, worlds.values(), move)
    _keep(tx, session, move, posted)
    if ends:
        session.status, session.ended_at, session.ended_early = SessionStatus.ENDED.value, tx.now, move.note
        hold_no_more(tx, session.id)
    elif move.asked:
        hold_today(tx, session.id)
    tx.tell_others()
    return True


def lock_worlds(tx: Tx, session_id: str) -> dict[int, WorldRow]:
    """The worlds of a session by number, ours until the transaction ends: taken by id, before the session."""
    links = {link.world_id: link.number for link in worlds_of(tx, session_id)}
    return {links[world_id]: tx.lock_world(world_id) for world_id in sorted(links)}


def _settle(tx: Tx, session: SessionRow, move: NewMove) -> None:
    """Keep how the question before it was settled."""
    before = move_row(tx, session.id, move.number - 1) if move.answers else None
    if before is not None:
        before.answers = move.answers


def _open(tx: Tx, session: SessionRow, new: NewSessionWorld) -> None:
    people = [(seat.persona, seat.ref) for seat in new.seats]
    room = session.rooms[new.number] if new.number < len(session.rooms) else None
    channel = session.front if new.in_front else room
    world = open_world(
        tx,
        NewWorld(
            name=new.name,
            channel_id=channel,
            parent_id=None if new.in_front or channel is None else session.front,
            guild_id=None if channel is None else session.guild_id,
            mode=Mode.ROUNDTABLE,
            seed=new.seed,
            caps=new.caps,
            notice=new.notice,
            by_invitation=channel is not None,
            offers=_OFFERED if new.notice else (),
        ),
        people,
    )
    tx.insert(
        SessionWorldRow,
        {
            "session_id": session.id,
            "number": new.number,
            "tenant": tx.tenant,
            "world_id": world.id,
            "slugs": tuple(seat.slug for seat in new.seats),
        },
    )


def _post(tx: Tx, world: WorldRow, line: MoveLine, move: NewMove) -> PostedLine:
    """Put a line of the moderator into a world; where it has a channel, people perceive it once it is there.
    Humans who are asked answer it with a button."""
    headless, speaker = world.channel_id is None, move.speaker
    event: Event = append(
        tx,
        world,
        Exhibited if line.shown else Said,
        MODERATOR if speaker is None else moderator_named(speaker.name),
        text=line.text,
        addressed=line.addressed,
        target=line.target,
        delivery=None if headless else Delivery.PENDING,
        stand_in=line.stand_in,
    )
    if not headless:
        mark = f"{SHOWN_AS} " if line.shown else f"{ASKED_AS} " if speaker is None else ""
        offers = (Offer.ANSWER,) if move.guests and not line.shown else ()
        kind = ModeratorRow if speaker is None else ChairRow
        enqueue(tx, world, event, kind, split_speech(f"{mark}{line.text}"), offers=offers, speaker=speaker)
    world.calls_since_human = 0
    human_spoke(tx, world)
    return PostedLine(event=event.id, world=line.world, step=line.step)


def _await_guests(tx: Tx, worlds: Iterable[WorldRow], move: NewMove) -> None:
    """Keep answers back for the reveal where humans are asked as well, and tell the front of a ballot of
    theirs."""
    for world in worlds:
        in_front = world.channel_id is not None
        world.reveal_held = move.held and in_front
        if move.paper and in_front:
            post_notice(tx, world, move.paper, offers=(Offer.VOTE,))


def _keep(tx: Tx, session: SessionRow, move: NewMove, posted: tuple[PostedLine, ...]) -> None:
    values: Mapping[str, object] = {
        "session_id": session.id,
        "number": move.number,
        "tenant": tx.tenant,
        "kind": move.kind.value,
        "step": move.step,
        "probe": move.probe,
        "part": move.part,
        "asked": move.asked,
        "posted": posted,
        "answers": (),
        "note": move.note,
        "guests": move.guests,
        "due_at": None if move.seconds is None else tx.now + timedelta(seconds=move.seconds),
        "closed": False,
        "at": tx.now,
    }
    tx.insert(SessionMoveRow, values)
    session.moves += 1
