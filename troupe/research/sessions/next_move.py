"""The state machine of a session: what comes next, as a pure function of how things stand."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from troupe.research.guides.guide import AnswerOrder, Ballot, Exhibit, GuideQuestion
from troupe.research.sessions.guide_agenda import (
    AgendaPiece,
    Step,
    inserted,
    next_speaker,
    pieces,
    present,
    shown_variant,
)
from troupe.research.sessions.session_plan import SessionPlan, groups
from troupe.research.sessions.skip_rules import skipped
from troupe.worlds.sessions.session_move import (
    MissingReason,
    MoveAnswer,
    MoveKind,
    MoveLine,
    NewMove,
    NewSessionWorld,
    SessionSeat,
)
from troupe.worlds.sessions.session_view import SeatedPerson, SessionView, SessionWorld, Standing
from troupe.worlds.sessions.study_session import PauseReason, SessionStatus
from troupe.worlds.world import Caps, WorldStatus

CLOSED = "its channel was closed"
MOST_REPEATS = 3
"""How often a question is put again to those whom a stop kept from answering."""
LINE_ANSWERS = 3
"""How many people answer what a member says in front, if it names nobody."""
_PATIENT = 30 * 24 * 3600.0
"""Seconds that a round waits for its last answer, since simulated people are never late (a turn ends by itself);
and that a question may wait for a process that plays them."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing to do for now. `voting` are the ids of those whose vote in the last ballot is still missing;
    `by_hand`: the next step waits for *Next*."""

    voting: tuple[str, ...] = ()
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Halt:
    """The session has to pause."""

    reason: PauseReason


Move = NewMove | Rest | Halt


def next_move(plan: SessionPlan, view: SessionView) -> Move:
    """What is to be done now. The same view always gives the same move, and a move that was made shows in the next
    view: so whoever looks next goes on, whichever process has died."""
    if view.session.status is not SessionStatus.RUNNING:
        return Rest()
    if any(world.status is WorldStatus.CLOSED for world in view.worlds):
        return NewMove(number=view.session.moves, kind=MoveKind.FINISH, note=CLOSED)
    if any(world.status is not WorldStatus.OPEN for world in view.worlds):
        return Halt(PauseReason.STOPPED)
    if not view.moves:
        return NewMove(number=0, kind=MoveKind.OPEN, worlds=tuple(_worlds(plan)))
    if (unsettled := _unsettled(plan, view)) is not None:
        return unsettled
    if any(world.busy for world in view.worlds):
        return Rest()  # a member spoke in between: the next question waits until that is answered
    piece = _next_piece(plan, view)
    if isinstance(piece, Rest):
        return piece
    if piece is None:
        return _made(view, kind=MoveKind.FINISH)
    if piece.probe == piece.part == 0 and (why := skipped(piece.step.skip, view.votes)) is not None:
        return _made(view, kind=MoveKind.SKIP, step=piece.step.key, note=why)
    return _move(plan, view, piece)


def _worlds(plan: SessionPlan) -> Iterator[NewSessionWorld]:
    rooms = groups(plan)
    for number, slugs in enumerate(rooms):
        seats = tuple(
            SessionSeat(slug=slug, persona=plan.members[slug].persona, ref=plan.members[slug].ref)
            for slug in slugs
        )
        alone = f" · {', '.join(seat.persona.name for seat in seats)}" if len(rooms) > 1 else ""
        yield NewSessionWorld(
            number=number,
            name=f"{plan.guide.title}{alone}",
            seed=random.Random(f"{plan.seed}:world:{number}").getrandbits(31),  # noqa: S311 - to be repeated
            seats=seats,
            caps=Caps(  # pyright: ignore[reportCallIssue]
                round_limit=_PATIENT,
                stale_after=_PATIENT,
                in_a_row=max(8, 2 * len(seats)),
                line_answers=LINE_ANSWERS,
            ),
            in_front=len(rooms) == 1,
            notice=plan.notice if len(rooms) == 1 else "".join(plan.room_notices[number : number + 1]),
        )


def _unsettled(plan: SessionPlan, view: SessionView) -> Move | None:
    """What the last question or ballot still asks for; None once it is settled."""
    last = view.last
    if last is not None and last.kind is MoveKind.POLL:
        voters = {vote.participant for vote in view.votes if vote.ballot == last.step}
        voting = tuple(person_id for person_id in last.asked if person_id not in voters)
        return Rest(voting=voting) if voting else None
    if any(one.standing is Standing.WAITING for one in view.asked):
        return Rest()
    if any(one.standing is Standing.REFUSED for one in view.asked):
        return Halt(PauseReason.BUDGET)
    return None if last is None else _again(plan, view)


def _again(plan: SessionPlan, view: SessionView) -> NewMove | None:
    """The question once more, to those whom a stop or the budget kept from answering."""
    last = view.last
    cut_off = [one.answer.person_id for one in view.asked if one.answer.missing is MissingReason.INTERRUPTED]
    if last is None or not cut_off:
        return None
    place = (last.step, last.probe, last.part)
    tries = sum((move.step, move.probe, move.part) == place for move in view.moves)
    step = next((step for step in _steps(plan, view) if step.key == last.step), None)
    if tries > MOST_REPEATS or step is None:
        return None
    return _ask(plan, view, AgendaPiece(step, last.probe, last.part), only=frozenset(cut_off))


def _steps(plan: SessionPlan, view: SessionView) -> tuple[Step, ...]:
    guide = plan.played
    return (*inserted(guide, view.extras), *guide.steps)


def _next_piece(plan: SessionPlan, view: SessionView) -> AgendaPiece | Rest | None:
    """The first piece that no move has carried out. A step that was begun is ended first; then come the steps that
    were put in between; then the guide goes on, by hand only as far as it was released."""
    guide = plan.played
    done = {(move.step, move.probe, move.part) for move in view.moves}
    begun = {move.step for move in view.moves if move.step}
    left_out = {move.step for move in view.moves if move.kind is MoveKind.SKIP}
    extras = inserted(guide, view.extras)
    agenda = sorted((*extras, *guide.steps), key=lambda step: step.key not in begun)
    for step in agenda:
        if step.key in left_out:
            continue
        for piece in pieces(step, view.worlds, view.moves, plan.seed):
            if piece.place not in done:
                free = step.key in begun or step in extras or _released(plan, view, begun)
                return piece if free else Rest(by_hand=True)
    return None


def _released(plan: SessionPlan, view: SessionView, begun: set[str]) -> bool:
    """Whether one more step of the guide may begin."""
    steps_begun = begun.intersection(step.key for step in plan.guide.steps)
    return view.session.released is None or len(steps_begun) < view.session.released


def _move(plan: SessionPlan, view: SessionView, piece: AgendaPiece) -> NewMove:
    match piece.step:
        case Exhibit():
            return _show(plan, view, piece, piece.step)
        case GuideQuestion():
            return _ask(plan, view, piece)
        case Ballot():
            asked = tuple(person.id for world in view.worlds for person in present(world))
            return _made(view, kind=MoveKind.POLL, step=piece.step.key, asked=asked)


def _show(plan: SessionPlan, view: SessionView, piece: AgendaPiece, exhibit: Exhibit) -> NewMove:
    lines = tuple(
        _shown(shown_variant(exhibit, plan.seed, world.number, piece.part), world) for world in view.worlds
    )
    return _made(view, kind=MoveKind.SHOW, step=exhibit.key, part=piece.part, lines=lines)


def _shown(exhibit: Exhibit, world: SessionWorld) -> MoveLine:
    text = exhibit.text or ""
    if exhibit.title and not text.startswith(exhibit.title):
        text = f"{exhibit.title}\n{text}"
    return MoveLine(world=world.number, text=text, step=exhibit.key, shown=True)


def _ask(plan: SessionPlan, view: SessionView, piece: AgendaPiece, only: frozenset[str] | None = None) -> NewMove:
    asked: list[str] = []
    lines: list[MoveLine] = []
    for world in view.worlds:
        people = [person.id for person in present(world)]
        line = MoveLine(world=world.number, text=piece.text, step=piece.step.key)
        if only is not None:
            people = [person_id for person_id in people if person_id in only]
            line = line.model_copy(update={"addressed": tuple(people)})
        elif isinstance(piece.step, GuideQuestion) and piece.step.order is AnswerOrder.POPCORN:
            speaker = next_speaker(world, view.moves, piece, plan.seed)
            people = [] if speaker is None else [speaker.id]
            line = _call(line, speaker, None if piece.part == 0 else _question_of(view, piece, world))
        if people:
            asked += people
            lines.append(line)
    return _made(
        view,
        kind=MoveKind.ASK,
        step=piece.step.key,
        probe=piece.probe,
        part=piece.part,
        asked=tuple(asked),
        lines=tuple(lines),
    )


def _call(line: MoveLine, speaker: SeatedPerson | None, question: str | None) -> MoveLine:
    """The line said to one person; after the first, who have heard the question, their name is enough."""
    if speaker is None:
        return line
    said_to = line.model_copy(update={"addressed": (speaker.id,)})
    return (
        said_to
        if question is None
        else said_to.model_copy(update={"text": f"{speaker.name}?", "target": question})
    )


def _question_of(view: SessionView, piece: AgendaPiece, world: SessionWorld) -> str | None:
    """The line in which everyone heard the question of which this is a later call."""
    for move in view.moves:
        if (move.step, move.probe, move.part) == (piece.step.key, piece.probe, 0):
            return next((line.event for line in move.posted if line.world == world.number), None)
    return None


def _made(
    view: SessionView,
    *,
    kind: MoveKind,
    step: str = "",
    probe: int = 0,
    part: int = 0,
    asked: tuple[str, ...] = (),
    lines: tuple[MoveLine, ...] = (),
    note: str = "",
) -> NewMove:
    """The move that comes next, with how the question before it was settled."""
    answers: tuple[MoveAnswer, ...] = tuple(one.answer for one in view.asked)
    return NewMove(
        number=view.session.moves,
        kind=kind,
        step=step,
        probe=probe,
        part=part,
        asked=asked,
        lines=lines,
        answers=answers,
        note=note,
    )
