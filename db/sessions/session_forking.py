"""A session that goes on from a point of another one: rooms, moves, votes and steps put in between, as they
stood there."""

from collections.abc import Mapping, Sequence

from sqlmodel import select

from db.casts.briefing_telling import know_everything
from db.casts.cast_store import seat, unseat
from db.schema.tables.event_tables import EventRow
from db.schema.tables.session_tables import (
    SessionMoveRow,
    SessionRow,
    SessionVoteRow,
    SessionVoteSourceRow,
    SessionVoteWordsRow,
    SessionWorldRow,
)
from db.schema.tables.world_tables import PersonRow, WorldRow
from db.sessions.copying.world_forking import WorldCopy, copy_world
from db.sessions.decisions.decision_keeping import copy_decisions
from db.sessions.session_reading import EXTRA, extras_of, move_row, moves_of, words_of, worlds_of, write_words
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.worlds.sessions.session_move import MoveAnswer, MoveKind, NewFork, PostedLine, SessionSeat

_VOTES = select(SessionVoteRow).where(
    SessionVoteRow.tenant == given("tenant"), SessionVoteRow.session_id == given("session")
)
_VOTE_WORDS = select(SessionVoteWordsRow).where(
    SessionVoteWordsRow.tenant == given("tenant"), SessionVoteWordsRow.session_id == given("session")
)
_VOTE_SOURCES = select(SessionVoteSourceRow).where(
    SessionVoteSourceRow.tenant == given("tenant"), SessionVoteSourceRow.session_id == given("session")
)


def fork_session(tx: Tx, session: SessionRow, fork: NewFork, origins: Mapping[int, WorldRow]) -> None:
    """Copy what the other session had come to; `origins` are its worlds, by number, and ours."""
    moves = moves_of(tx, fork.session)
    kept, dropped = moves[: fork.moves], moves[fork.moves :]
    copies: list[WorldCopy] = []
    for link in worlds_of(tx, fork.session):
        first = next((line.event for move in dropped for line in move.posted if line.world == link.number), None)
        before = None if first is None else tx.must(EventRow, first)
        copy = copy_world(tx, origins[link.number], fork.seeds[link.number], before)
        slugs = _exchange(tx, copy, link.slugs, fork, alone=len(origins) == 1)
        copies.append(copy)
        tx.insert(
            SessionWorldRow,
            {
                "session_id": session.id,
                "number": link.number,
                "tenant": tx.tenant,
                "world_id": copy.world.id,
                "slugs": slugs,
            },
        )
    people = {former: person.id for copy in copies for former, person in copy.people.items()}
    events = {former: event for copy in copies for former, event in copy.events.items()}
    _keep_moves(tx, session, kept, people, events)
    _settle_last(tx, session, fork.answers, people, events)
    _keep_votes(
        tx, session, fork.session, {move.step for move in kept if move.kind == MoveKind.POLL.value}, people
    )
    _keep_extras(tx, session, fork.session, fork.extras)
    copy_decisions(tx, session, fork.session, len(kept), people, events)


def _exchange(tx: Tx, copy: WorldCopy, slugs: tuple[str, ...], fork: NewFork, *, alone: bool) -> tuple[str, ...]:
    """Let go whoever leaves, and in whoever joins; returns the words of all seats."""
    people = list(copy.people.values())
    leaving = [person for person in people if _slug(slugs, person) in fork.leaving and person.left_at is None]
    for person in leaving:
        unseat(tx, copy.world.id, person.id)
    if not fork.joining or not (leaving or alone):
        return slugs
    for newcomer in fork.joining:
        slugs = _join(tx, copy.world, slugs, newcomer)
    return slugs


def _slug(slugs: Sequence[str], person: PersonRow) -> str:
    return slugs[person.seat] if person.seat < len(slugs) else person.slug


def _join(tx: Tx, world: WorldRow, slugs: tuple[str, ...], newcomer: SessionSeat) -> tuple[str, ...]:
    (person,) = seat(tx, world, ((newcomer.persona, newcomer.ref),))
    know_everything(person)
    return (*slugs, newcomer.slug) if person.seat == len(slugs) else slugs


def _keep_moves(
    tx: Tx,
    session: SessionRow,
    moves: Sequence[SessionMoveRow],
    people: Mapping[str, str],
    events: Mapping[str, str],
) -> None:
    for move in moves:
        tx.insert(
            SessionMoveRow,
            {
                "session_id": session.id,
                "number": move.number,
                "tenant": tx.tenant,
                "kind": move.kind,
                "step": move.step,
                "probe": move.probe,
                "part": move.part,
                "asked": tuple(people[one] for one in move.asked if one in people),
                "posted": tuple(
                    PostedLine(event=events[line.event], world=line.world, step=line.step)
                    for line in move.posted
                    if line.event in events
                ),
                "answers": tuple(_answer(one, people, events) for one in move.answers if one.person_id in people),
                "note": move.note,
                "guests": (),  # humans are asked in one room alone; what they said there was heard here
                "due_at": None,
                "closed": True,
                "at": move.at,
            },
        )
    session.moves = len(moves)


def _settle_last(
    tx: Tx,
    session: SessionRow,
    answers: Sequence[MoveAnswer],
    people: Mapping[str, str],
    events: Mapping[str, str],
) -> None:
    last = move_row(tx, session.id, session.moves - 1) if answers else None
    if last is not None and not last.answers:
        last.answers = tuple(_answer(one, people, events) for one in answers if one.person_id in people)


def _answer(answer: MoveAnswer, people: Mapping[str, str], events: Mapping[str, str]) -> MoveAnswer:
    return MoveAnswer(
        person_id=people[answer.person_id],
        events=tuple(events[one] for one in answer.events if one in events),
        missing=answer.missing,
        fault=events.get(answer.fault or ""),
    )


def _keep_votes(tx: Tx, session: SessionRow, origin: str, ballots: set[str], people: Mapping[str, str]) -> None:
    """Votes that were over by then. Their words keep the lines that they came of: these are erased together."""
    for row, rows in (
        (SessionVoteRow, tx.all(_VOTES, session=origin)),
        (SessionVoteWordsRow, tx.all(_VOTE_WORDS, session=origin)),
        (SessionVoteSourceRow, tx.all(_VOTE_SOURCES, session=origin)),
    ):
        tx.insert(
            row,
            *(
                {**vote.model_dump(), "session_id": session.id, "person_id": people[vote.person_id]}
                for vote in rows
                if vote.ballot in ballots and vote.person_id in people
            ),
        )


def _keep_extras(tx: Tx, session: SessionRow, origin: str, count: int) -> None:
    for number, text in enumerate(extras_of(words_of(tx, origin))[:count], start=1):
        write_words(tx, session, f"{EXTRA}{number}", text)
