"""Sessions as a store: see troupe.ports.Sessions, and db.sessions.session_moving for what a move does."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection, bindparam, func, update
from sqlalchemy import select as select_columns
from sqlalchemy.exc import IntegrityError
from sqlmodel import and_, col, or_, select

from db.cycle.budgets import hold_for, hold_no_more
from db.record.offer_withdrawal import OF_A_QUESTION, withdraw_offers
from db.schema.tables.job_tables import JobRow
from db.schema.tables.session_tables import SessionMoveRow, SessionRow, SessionWorldRow
from db.schema.tables.turn_tables import TurnRow
from db.schema.tables.world_tables import WorldRow
from db.sessions.decisions.decision_keeping import (
    decisions_of,
    erase_decision_words,
    keep_decision,
    keep_undecided,
)
from db.sessions.guest_answering import let_go, release
from db.sessions.guest_reading import answers_of, guest_votes_of, guests_of, to_answer, to_guest
from db.sessions.handing_over_session import hand_over
from db.sessions.question_standing import busy, standings
from db.sessions.seated_people import seated
from db.sessions.session_figures import spoken_in, usage_of
from db.sessions.session_moving import carry, lock_worlds
from db.sessions.session_reading import (
    OF_TENANT,
    PLAN,
    erase_words,
    extras_of,
    insert_step,
    move_row,
    moves_of,
    session_row,
    steps_begun,
    to_move,
    to_session,
    word_row,
    words_of,
    worlds_of,
    write_words,
)
from db.sessions.taking_back import line_of, lines_to_go, take_back
from db.sessions.vote_keeping import keep_missing, keep_vote, votes_of
from db.stores.world_store import resume_world
from db.tx.entities import given
from db.tx.transaction import Tenancy, Tx, table_of
from troupe.core.errors import Conflict, OverBudget
from troupe.core.usage import Usage
from troupe.ports import SessionHold
from troupe.worlds.jobs.job import Job
from troupe.worlds.sessions.moderator_decision import NewDecision
from troupe.worlds.sessions.session_move import MoveKind, NewMove
from troupe.worlds.sessions.session_view import SessionView, SessionWorld, Spoken
from troupe.worlds.sessions.study_session import (
    NewSession,
    PauseReason,
    SessionKey,
    SessionPlaces,
    SessionStatus,
    StudySession,
)
from troupe.worlds.sessions.vote import Vote
from troupe.worlds.transcript import Event
from troupe.worlds.world import WorldStatus

_AFTER_PAUSE = timedelta(minutes=1)
"""The time that guests have at least when a session goes on."""
_NEWEST_FIRST = (col(SessionRow.created_at).desc(), col(SessionRow.id).desc())
_LATEST = OF_TENANT.order_by(*_NEWEST_FIRST).limit(given("limit"))
_IN_ROOM = (
    select(SessionWorldRow.session_id)
    .join(WorldRow, col(WorldRow.id) == col(SessionWorldRow.world_id))
    .where(WorldRow.tenant == given("tenant"), WorldRow.channel_id == given("channel"))
)
_AT_CHANNEL = (
    OF_TENANT.where(
        or_(
            col(SessionRow.front) == given("channel"),
            col(SessionRow.backstage) == given("channel"),
            col(SessionRow.id).in_(_IN_ROOM),
        )
    )
    .order_by(
        and_(col(SessionRow.began_at).is_not(None), col(SessionRow.ended_at).is_(None)).desc(), *_NEWEST_FIRST
    )
    .limit(1)
)
_OF_STUDY = OF_TENANT.where(SessionRow.study_id == given("study")).order_by(
    col(SessionRow.condition), col(SessionRow.replicate)
)
_RUN = OF_TENANT.where(
    SessionRow.study_id == given("study"),
    SessionRow.condition == given("condition"),
    SessionRow.replicate == given("replicate"),
)
_ASKED_FOR = (
    select(SessionRow)
    .where(SessionRow.tenant == given("tenant"), SessionRow.asked_for == given("human"))
    .order_by(col(SessionRow.id))
    .with_for_update()
)
_RUNNING = select_columns(table_of(SessionRow).c.tenant, table_of(SessionRow).c.id).where(
    table_of(SessionRow).c.status == SessionStatus.RUNNING.value
)
_HALTED = select_columns(table_of(SessionRow).c.tenant, table_of(SessionRow).c.id).where(
    or_(
        table_of(SessionRow).c.status == SessionStatus.PAUSED.value,
        table_of(SessionRow).c.ended_at >= bindparam("since", type_=table_of(SessionRow).c.ended_at.type),
    )
)
_MOVE, _SESSION = table_of(SessionMoveRow).c, table_of(SessionRow).c
_NEXT_DUE = (
    select_columns(func.min(_MOVE.due_at))
    .join(table_of(SessionRow), and_(_SESSION.id == _MOVE.session_id, _SESSION.moves == _MOVE.number + 1))
    .where(
        _SESSION.status == SessionStatus.RUNNING.value,
        _MOVE.due_at > bindparam("now", type_=_MOVE.due_at.type),
        _MOVE.closed.is_(False),
    )
)
_FREE_TURNS = (
    update(TurnRow)
    .where(
        col(TurnRow.tenant) == given("tenant"),
        col(TurnRow.world_id).in_(bindparam("given_worlds", expanding=True)),
        col(TurnRow.lease_until).is_not(None),
    )
    .values(lease_until=given("lease_now"), claims=0)
)
_FREE_JOBS = (
    update(JobRow)
    .where(col(JobRow.tenant) == given("tenant"), col(JobRow.lease_until).is_not(None))
    .values(lease_until=given("lease_now"))
)


class SqlSessions:
    """See troupe.ports.Sessions."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def plan(self, new: NewSession) -> StudySession:
        try:
            return await self._tenancy.write(lambda tx: _plan(tx, new))
        except IntegrityError:
            if new.study_id is None:
                raise
            # Another process has planned the same run since we looked: now it is found.
            return await self._tenancy.write(lambda tx: _plan(tx, new))

    async def replan(self, session_id: str, plan: str) -> StudySession:
        return await self._changed(session_id, lambda tx, row: _replan(tx, row, plan))

    async def place(self, session_id: str, places: SessionPlaces) -> StudySession:
        return await self._changed(session_id, lambda _, row: _place(row, places))

    async def get(self, session_id: str) -> StudySession:
        return await self._tenancy.read(lambda tx: to_session(session_row(tx, session_id)))

    async def at_channel(self, channel_id: str) -> StudySession | None:
        def find(tx: Tx) -> StudySession | None:
            row = tx.first(_AT_CHANNEL, channel=channel_id)
            return None if row is None else to_session(row)

        return await self._tenancy.read(find)

    async def all(self, limit: int = 25) -> tuple[StudySession, ...]:
        return await self._tenancy.read(lambda tx: tuple(map(to_session, tx.all(_LATEST, limit=limit))))

    async def of_study(self, study_id: str) -> tuple[StudySession, ...]:
        return await self._tenancy.read(lambda tx: tuple(map(to_session, tx.all(_OF_STUDY, study=study_id))))

    async def start(self, session_id: str, hold: SessionHold | None = None) -> StudySession:
        def begin(tx: Tx, row: SessionRow) -> None:
            _start(tx, row)
            if hold is not None and not hold_for(tx, row.id, hold.cap, hold.estimate):
                raise OverBudget("today's budget of this server has no room for it")

        try:
            return await self._changed(session_id, begin)
        except IntegrityError as error:
            raise Conflict("another session runs in this channel; close it first", field="session") from error

    async def pause(self, session_id: str, reason: PauseReason) -> StudySession:
        def halt(_: Tx, row: SessionRow) -> None:
            if row.status == SessionStatus.RUNNING.value:
                row.status, row.pause = SessionStatus.PAUSED.value, reason.value

        return await self._changed(session_id, halt)

    async def resume(self, session_id: str, by: str) -> StudySession:
        return await self._tenancy.write(lambda tx: _resume(tx, session_id, by))

    async def release(self, session_id: str) -> StudySession:
        return await self._tenancy.write(lambda tx: to_session(release(tx, session_id)))

    async def by_hand(self, session_id: str, by_hand: bool) -> StudySession:
        return await self._changed(session_id, lambda tx, row: _by_hand(tx, row, by_hand=by_hand))

    async def insert(self, session_id: str, step: str) -> int:
        return await self._tenancy.write(lambda tx: insert_step(tx, session_id, step))

    async def end(self, session_id: str, early: str) -> StudySession:
        def over(tx: Tx) -> StudySession:
            worlds = lock_worlds(tx, session_id)
            row = session_row(tx, session_id, locked=True)
            _end(tx, row, early)
            for world in worlds.values():
                withdraw_offers(tx, world, OF_A_QUESTION)
                if world.reveal_held:
                    let_go(tx, world)
            tx.tell_others()
            return to_session(row)

        return await self._tenancy.write(over)

    async def usage(self, session_id: str) -> Usage:
        return await self._tenancy.read(lambda tx: usage_of(tx, session_id))

    async def spoken(self, session_id: str) -> Mapping[str, Spoken]:
        return await self._tenancy.read(lambda tx: spoken_in(tx, session_id))

    async def view(self, session_id: str) -> SessionView:
        return await self._tenancy.read(lambda tx: _view(tx, session_id))

    async def carry(self, session_id: str, move: NewMove) -> bool:
        return await self._tenancy.write(lambda tx: carry(tx, session_id, move))

    async def line(self, session_id: str, message_id: str) -> Event | None:
        return await self._tenancy.read(lambda tx: line_of(tx, session_id, message_id))

    async def take_back(self, session_id: str, event_id: str) -> int:
        erased = 0
        for world_id, lines in (
            await self._tenancy.read(lambda tx: lines_to_go(tx, session_id, event_id))
        ).items():
            erased += await self._tenancy.write(
                partial(take_back, session_id=session_id, world_id=world_id, lines=lines)
            )
        return erased

    async def vote(self, job: Job, session_id: str, vote: Vote) -> bool:
        return await self._tenancy.write(lambda tx: keep_vote(tx, job, session_id, vote))

    async def miss(self, session_id: str, vote: Vote) -> None:
        await self._tenancy.write(lambda tx: keep_missing(tx, session_id, vote))

    async def decide(self, job: Job, session_id: str, decision: NewDecision) -> bool:
        return await self._tenancy.write(
            lambda tx: keep_decision(tx, job, session_row(tx, session_id).id, decision)
        )

    async def leave_undecided(self, session_id: str, number: int, note: str) -> None:
        await self._tenancy.write(lambda tx: keep_undecided(tx, session_row(tx, session_id).id, number, note))

    async def hand_over(self, session_id: str, plan: str | None, told: str = "") -> StudySession:
        return await self._tenancy.write(lambda tx: hand_over(tx, session_id, plan, told))

    async def take_over(self, session_id: str) -> None:
        await self._tenancy.write(lambda tx: _take_over(tx, session_id))

    async def forget(self, human_id: str) -> int:
        return await self._tenancy.write(lambda tx: _forget(tx, human_id))

    async def _changed(self, session_id: str, change: Callable[[Tx, SessionRow], None]) -> StudySession:
        """The session with its row changed under its lock."""

        def whole(tx: Tx) -> StudySession:
            row = session_row(tx, session_id, locked=True)
            change(tx, row)
            tx.tell_others()
            return to_session(row)

        return await self._tenancy.write(whole)


def running_sessions(connection: Connection) -> tuple[SessionKey, ...]:
    """See troupe.ports.Database."""
    return tuple(sorted(SessionKey(row.tenant, row.id) for row in connection.execute(_RUNNING)))


def halted_sessions(connection: Connection, since: datetime) -> tuple[SessionKey, ...]:
    """See troupe.ports.Database."""
    rows = connection.execute(_HALTED, {"since": since})
    return tuple(sorted(SessionKey(row.tenant, row.id) for row in rows))


def next_due(connection: Connection, now: datetime) -> datetime | None:
    """The next time at which the guests of a session that runs have had their time."""
    return connection.execute(_NEXT_DUE, {"now": now}).scalar()


def _plan(tx: Tx, new: NewSession) -> StudySession:
    if new.study_id is not None:
        run = {"study": new.study_id, "condition": new.condition, "replicate": new.replicate}
        if (before := tx.first(_RUN, **run)) is not None:
            return to_session(before)
    session_id = tx.ids()
    row = tx.add(
        SessionRow(
            id=session_id,
            tenant=tx.tenant,
            study_id=new.study_id or session_id,
            condition=new.condition,
            replicate=new.replicate,
            seed=new.seed,
            status=SessionStatus.PLANNED.value,
            released=0 if new.by_hand else None,
            chaired=new.chaired,
            model=new.model,
            asked_for=new.asked_for,
            guild_id=new.places.guild_id,
            front=new.places.front,
            backstage=new.places.backstage,
            card=new.places.card,
            rooms=new.places.rooms,
            created_at=tx.now,
        )
    )
    write_words(tx, row, PLAN, new.plan)
    return to_session(row)


def _replan(tx: Tx, row: SessionRow, plan: str) -> None:
    words = word_row(tx, row.id, PLAN)
    if row.status not in (SessionStatus.PLANNED.value, SessionStatus.PAUSED.value) or words is None:
        raise Conflict("it has begun, and its plan stays as it is", field="session")
    words.text = plan


def _place(row: SessionRow, places: SessionPlaces) -> None:
    row.guild_id, row.front, row.rooms = places.guild_id, places.front, places.rooms
    row.backstage, row.card = places.backstage, places.card
    row.join_card, row.report = places.join_card, places.report


def _start(tx: Tx, row: SessionRow) -> None:
    match SessionStatus(row.status):
        case SessionStatus.PLANNED:
            row.status, row.began_at = SessionStatus.RUNNING.value, tx.now
            tx.entities.save()
        case SessionStatus.RUNNING:
            pass
        case SessionStatus.PAUSED:
            raise Conflict("it is paused; resume it", field="session")
        case SessionStatus.ENDED:
            raise Conflict("it has ended", field="session")


def _resume(tx: Tx, session_id: str, by: str) -> StudySession:
    worlds = lock_worlds(tx, session_id)
    row = session_row(tx, session_id, locked=True)
    if row.status != SessionStatus.PAUSED.value:
        raise Conflict(f"it is {row.status}, not paused", field="session")
    row.status, row.pause, row.resumed = SessionStatus.RUNNING.value, None, row.moves
    row.resumes += 1
    move = move_row(tx, row.id, row.moves - 1)
    if move is not None and move.due_at is not None:
        move.due_at = max(move.due_at, tx.now + _AFTER_PAUSE)  # the pause was nobody's time to answer
    for world in worlds.values():
        if world.status in (WorldStatus.STOPPED.value, WorldStatus.PAUSED.value):
            resume_world(tx, world.id, by)
    tx.tell_others()
    return to_session(row)


def _by_hand(tx: Tx, row: SessionRow, *, by_hand: bool) -> None:
    row.chaired = False  # whoever steers by hand leads
    if not by_hand:
        row.released = None
    elif row.released is None:
        row.released = steps_begun(tx, row.id)


def _end(tx: Tx, row: SessionRow, early: str) -> None:
    if row.ended_at is None:
        row.status, row.pause = SessionStatus.ENDED.value, None
        row.ended_at, row.ended_early = tx.now, early
        row.began_at = row.began_at or tx.now
        hold_no_more(tx, row.id)


def _view(tx: Tx, session_id: str) -> SessionView:
    row = session_row(tx, session_id)
    words = words_of(tx, row.id)
    links = worlds_of(tx, row.id)
    worlds = {link.number: tx.world(link.world_id) for link in links}
    moves = moves_of(tx, row.id)
    guests = tuple(map(to_guest, guests_of(tx, row.id)))
    asks = bool(moves) and moves[-1].kind == MoveKind.ASK.value
    return SessionView(
        session=to_session(row),
        plan=words.get(PLAN, ""),
        extras=extras_of(words),
        worlds=tuple(
            SessionWorld(
                number=link.number,
                world_id=link.world_id,
                status=WorldStatus(worlds[link.number].status),
                people=seated(tx, link),
                busy=busy(tx, worlds[link.number]),
                guests=tuple(guest for guest in guests if guest.present and len(links) == 1),
                held=worlds[link.number].reveal_held,
            )
            for link in links
        ),
        moves=tuple(map(to_move, moves)),
        asked=standings(tx, moves[-1], worlds, resumed=row.resumed) if asks else (),
        votes=votes_of(tx, row.id),
        decisions=decisions_of(tx, row.id),
        guests=guests,
        guest_answers=tuple(map(to_answer, answers_of(tx, row.id))) if guests else (),
        guest_votes=guest_votes_of(tx, row.id) if guests else (),
        now=tx.now,
    )


def _take_over(tx: Tx, session_id: str) -> None:
    worlds = [link.world_id for link in worlds_of(tx, session_row(tx, session_id).id)]
    if worlds:
        tx.run(_FREE_TURNS, worlds=worlds, lease_now=tx.lease_now)
    tx.run(_FREE_JOBS, lease_now=tx.lease_now)


def _forget(tx: Tx, human_id: str) -> int:
    rows = tx.all(_ASKED_FOR, human=human_id)
    for row in rows:
        _end(tx, row, "what it was about has been erased")
        erase_words(tx, row)
        erase_decision_words(tx, row.id)
        row.asked_for = None
    return len(rows)
