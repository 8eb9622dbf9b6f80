"""The point of a session at which another one goes on: before a step, after what came of a question, at the
end."""

from collections.abc import Sequence

from troupe.core.errors import Conflict, NotFound
from troupe.ports import Stores
from troupe.research.sessions.guide_agenda import Step, inserted
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.session_fork import ForkPoint
from troupe.worlds.sessions.session_move import KeptMove, MissingReason, MoveAnswer, MoveKind
from troupe.worlds.sessions.session_view import AskedPerson, SessionView, Standing
from troupe.worlds.sessions.study_session import SessionStatus
from troupe.worlds.transcript import Event

_PAGE = 1000


async def fork_point(stores: Stores, session_id: str, at: str = "") -> ForkPoint:
    """The point `at` a step, by its key, which is played anew; or at a line, by its id: a line of the
    moderator is put anew, after any other one it goes on with what comes next. Without either, the end. Raises
    NotFound for what the session does not have, and Conflict where it has not come so far, or answers are
    still to come."""
    view = await stores.sessions.view(session_id)
    if not view.plan:
        raise Conflict("The plan of this session is not kept any more, so nothing can go on from it.")
    plan = SessionPlan.model_validate_json(view.plan)
    moves = tuple(move for move in view.moves if move.kind is not MoveKind.FINISH)
    if not moves:
        raise Conflict("It has not begun: there is nothing to go on from.")
    steps = (*inserted(plan.played, view.extras), *plan.played.steps)
    if not at:
        count = len(moves) - _cut_off(view, moves[-1])
    elif at in {step.key for step in steps}:
        count = _at_step(moves, at)
    else:
        count = await _at_line(stores, view, moves, at)
    _require_settled(view, count)
    return await _point(stores, view, moves[:count], moves[count:], steps)


def _cut_off(view: SessionView, last: KeptMove) -> bool:
    """Whether the session ended over a ballot in which somebody has not voted: it would be held once more."""
    voters = {vote.participant for vote in view.votes if vote.ballot == last.step}
    over = view.session.status is SessionStatus.ENDED
    return over and last.kind is MoveKind.POLL and not voters.issuperset(last.asked)


def _at_step(moves: Sequence[KeptMove], key: str) -> int:
    first = next((number for number, move in enumerate(moves) if move.step == key), None)
    if first is None:
        raise Conflict(f"The session has not come to {key}.")
    return first


async def _at_line(stores: Stores, view: SessionView, moves: Sequence[KeptMove], line: str) -> int:
    for number, move in enumerate(moves):
        if line in {posted.event for posted in move.posted}:
            return number
    for world in view.worlds:
        record = await _record(stores, world.world_id)
        place = {event.id: event.seq for event in record}
        if line in place:
            begun = [
                number
                for number, move in enumerate(moves)
                if any(place.get(one.event, place[line] + 1) < place[line] for one in move.posted)
            ]
            return max(begun, default=0) + 1
    raise NotFound(f"{line}: the session has no step and no line of this name", field="fork")


async def _record(stores: Stores, world_id: str) -> tuple[Event, ...]:
    events: list[Event] = []
    while page := await stores.transcripts.read(world_id, events[-1].seq if events else 0, _PAGE):
        events += page
    return tuple(events)


def _require_settled(view: SessionView, count: int) -> None:
    """Raises Conflict where the last question that is kept still has answers to come."""
    last = view.last
    if last is None or view.session.status is SessionStatus.ENDED or count < len(view.moves):
        return
    if last.kind in (MoveKind.ASK, MoveKind.POLL):
        raise Conflict("The last question is still being answered. Wait for the next one, or go back before it.")


async def _point(
    stores: Stores, view: SessionView, kept: Sequence[KeptMove], dropped: Sequence[KeptMove], steps: Sequence[Step]
) -> ForkPoint:
    begun = {move.step for move in kept if move.step}
    again = dropped[0].step if dropped else next((step.key for step in steps if step.key not in begun), "")
    extras = [step.key for step in steps[: len(view.extras)]]
    reached = [number for number, key in enumerate(extras, start=1) if key in begun or key == again]
    over = begun - {again}
    return ForkPoint(
        session=view.session.id,
        moves=len(kept),
        worlds=len(view.worlds),
        extras=max(reached, default=0),
        step=again,
        kept=tuple(step.key for step in steps if step.key in over),
        line=await _last_line(stores, view, dropped),
        answers=() if dropped else tuple(map(_as_it_ended, view.asked)),
    )


def _as_it_ended(asked: AskedPerson) -> MoveAnswer:
    """The answer of somebody to the question over which the session ended."""
    if asked.standing is Standing.SETTLED:
        return asked.answer
    return MoveAnswer(person_id=asked.answer.person_id, missing=MissingReason.GONE)


async def _last_line(stores: Stores, view: SessionView, dropped: Sequence[KeptMove]) -> str:
    """The last line of the first room that is kept."""
    posted = {line.event for move in dropped for line in move.posted}
    last = ""
    for event in await _record(stores, view.worlds[0].world_id):
        if event.id in posted:
            break
        if event.facets.spoken and event.heard is not None:
            last = event.id
    return last
