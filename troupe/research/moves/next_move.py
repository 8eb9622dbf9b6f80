"""The state machine of a session: what comes next, as a pure function of how things stand."""

from dataclasses import dataclass

from troupe.research.guides.guide import Ballot, Exhibit, GuideQuestion
from troupe.research.moves.chaired_move import Deciding, chaired_move
from troupe.research.moves.move_making import ask, made, new_fork, new_worlds, poll, show
from troupe.research.moves.skip_rules import skipped
from troupe.research.sessions.asked_words import asked_words, step_of
from troupe.research.sessions.guide_agenda import AgendaPiece, inserted, pieces
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.session_move import KeptMove, LineSpeaker, MissingReason, MoveKind, NewMove
from troupe.worlds.sessions.session_view import SessionView, Standing
from troupe.worlds.sessions.study_session import PauseReason, SessionStatus
from troupe.worlds.world import WorldStatus

CLOSED = "its channel was closed"
MOST_REPEATS = 3
"""How often a question is put again to those whom a stop kept from answering."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing to do for now. `voting` are the ids of those whose vote in the last ballot is still missing;
    `by_hand`: the next step waits for *Next*. Humans who are waited for stand in the view."""

    voting: tuple[str, ...] = ()
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Halt:
    """The session has to pause."""

    reason: PauseReason


@dataclass(frozen=True, slots=True)
class Reveal:
    """The answers to the question of this move, which were kept back for the humans, are to be said."""

    number: int


@dataclass(frozen=True, slots=True)
class CloseQuestion:
    """Humans can no longer answer what this move has put to them: nothing is offered there any more."""

    number: int


Move = NewMove | Rest | Halt | Reveal | CloseQuestion | Deciding


def next_move(plan: SessionPlan, view: SessionView) -> Move:
    """What is to be done now. The same view always gives the same move, and a move that was made shows in the
    next view: so whoever looks next goes on, whichever process has died."""
    move = _move_of(plan, view)
    if isinstance(move, NewMove) and plan.moderator is not None and view.session.chaired:
        member = plan.moderator
        return move.model_copy(update={"speaker": LineSpeaker(name=member.persona.name, slug=member.ref.slug)})
    return move


def _move_of(plan: SessionPlan, view: SessionView) -> Move:
    if view.session.status is not SessionStatus.RUNNING:
        return Rest()
    if any(world.status is WorldStatus.CLOSED for world in view.worlds):
        return NewMove(number=view.session.moves, kind=MoveKind.FINISH, note=CLOSED)
    if any(world.status is not WorldStatus.OPEN for world in view.worlds):
        return Halt(PauseReason.STOPPED)
    if not view.moves:
        if plan.fork is not None:
            return NewMove(number=0, kind=MoveKind.OPEN, fork=new_fork(plan, plan.fork))
        return NewMove(number=0, kind=MoveKind.OPEN, worlds=tuple(new_worlds(plan, chaired=view.session.chaired)))
    if (unsettled := _unsettled(plan, view)) is not None:
        return unsettled
    if view.last is not None and _over_for_guests(view, view.last):
        return CloseQuestion(view.last.number)
    if any(world.busy for world in view.worlds):
        return Rest()  # a member spoke in between: the next question waits until that is answered
    piece = next_piece(plan, view)
    if isinstance(piece, Rest):
        return piece
    if (chaired := chaired_move(plan, view, piece)) is not None:
        return chaired
    if piece is None:
        return made(view, kind=MoveKind.FINISH)
    if (
        piece.probe == piece.part == 0
        and (why := skipped(piece.step.skip, view.votes, view.guest_votes)) is not None
    ):
        return made(view, kind=MoveKind.SKIP, step=piece.step.key, note=why)
    return _move(plan, view, piece)


def _unsettled(plan: SessionPlan, view: SessionView) -> Move | None:
    """What the last question or ballot still asks for; None once it is settled."""
    last = view.last
    if last is not None and last.kind is MoveKind.POLL:
        voters = {vote.participant for vote in view.votes if vote.ballot == last.step}
        voting = tuple(person_id for person_id in last.asked if person_id not in voters)
        return Rest(voting=voting) if voting or view.awaited else None
    standings = {one.standing for one in view.asked}
    if Standing.WAITING in standings:
        return Rest()
    again = _again(plan, view)
    if again is not None and Standing.HELD not in standings:
        return again
    if view.awaited:
        return Rest()
    if last is not None and any(world.held for world in view.worlds):
        return Reveal(last.number)
    if any(one.standing is Standing.REFUSED for one in view.asked):
        return Halt(PauseReason.BUDGET)
    return again


def _over_for_guests(view: SessionView, last: KeptMove) -> bool:
    """Whether guests can add nothing more to what is settled, and this is not kept yet."""
    if not last.guests or last.closed:
        return False
    return last.kind is MoveKind.POLL or (last.due_at is not None and last.due_at <= view.now)


def _again(plan: SessionPlan, view: SessionView) -> NewMove | None:
    """The question once more, to those whom a stop or the budget kept from answering."""
    last = view.last
    cut_off = [one.answer.person_id for one in view.asked if one.answer.missing is MissingReason.INTERRUPTED]
    if last is None or not cut_off:
        return None
    place = (last.step, last.probe, last.part)
    tries = sum((move.step, move.probe, move.part) == place for move in view.moves)
    step, words = step_of(plan.played, view, last.step), asked_words(plan.played, view, last.step, last.probe)
    if tries > MOST_REPEATS or step is None or not words:
        return None
    again = ask(plan, view, AgendaPiece(step, last.probe, last.part, words), only=frozenset(cut_off))
    left = None if last.due_at is None else max(0.0, (last.due_at - view.now).total_seconds())
    held = any(world.held for world in view.worlds)
    return again.model_copy(update={"guests": last.guests, "seconds": left, "held": held})


def next_piece(plan: SessionPlan, view: SessionView) -> AgendaPiece | Rest | None:
    """The first piece that no move has carried out. A step that was begun is ended first; then come the steps
    that were put in between; then the guide goes on, by hand only as far as it was released."""
    guide = plan.played
    done = {(move.step, move.probe, move.part) for move in view.moves}
    begun = {move.step for move in view.moves if move.step}
    left_out = {move.step for move in view.moves if move.kind is MoveKind.SKIP}
    extras = inserted(guide, view.extras)
    agenda = sorted((*extras, *guide.steps), key=lambda step: step.key not in begun)
    for step in agenda:
        if step.key in left_out:
            continue
        for piece in pieces(step, view.worlds, view.moves, plan.order):
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
            return show(plan, view, piece, piece.step)
        case GuideQuestion():
            return ask(plan, view, piece)
        case Ballot():
            return poll(plan, view, piece, piece.step)
