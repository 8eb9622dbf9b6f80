"""What a moderator person did beyond the guide, read back from the decisions that were carried out."""

from collections.abc import Iterator, Mapping

from troupe.research.guides.guide import Guide, GuideQuestion
from troupe.research.sessions.study import DeviationKind, StudyDeviation
from troupe.worlds.sessions.moderator_decision import DecisionKind, ModeratorDecision
from troupe.worlds.sessions.session_move import KeptMove, MoveKind
from troupe.worlds.sessions.session_view import SessionView


def deviations(guide: Guide, view: SessionView, slugs: Mapping[str, str]) -> tuple[StudyDeviation, ...]:
    """In the order of deciding; `slugs` are the words of people and guests, by id. What was decided and not
    carried out, since a human took over, is none."""
    moves = {move.number: move for move in view.moves}
    told: list[StudyDeviation] = []
    for decision in view.decisions:
        told += _of(guide, decision, moves, slugs)
    return tuple(told)


def moderators(view: SessionView) -> tuple[str, ...]:
    """The moderator persons who decided something, by name."""
    return tuple(dict.fromkeys(one.by for one in view.decisions if one.by))


def _of(
    guide: Guide, decision: ModeratorDecision, moves: Mapping[int, KeptMove], slugs: Mapping[str, str]
) -> Iterator[StudyDeviation]:
    move = moves.get(decision.number)
    step = guide.step(decision.step)
    told = StudyDeviation(
        kind=DeviationKind.DROPPED,
        step=decision.step,
        participant=slugs.get(decision.person or "", ""),
        text=decision.text,
        reason=decision.reason,
        note=decision.note,
        by=decision.by,
        lines=decision.lines,
        at=decision.at,
    )
    if decision.note:
        yield told
    elif decision.kind is DecisionKind.CLOSE:
        left_out = (one for one in moves.values() if _closed_by(guide, decision, one))
        yield from (_as(told, DeviationKind.OUT_OF_TIME, step=one.step) for one in left_out)
    elif move is not None and move.step == decision.step and step is not None:
        match decision.kind:
            case DecisionKind.PROBE if isinstance(step, GuideQuestion) and move.probe > len(step.probes):
                yield _as(told, DeviationKind.PROBED, probe=move.probe)
            case DecisionKind.REFRAME if move.kind is MoveKind.ASK and not move.probe:
                yield _as(told, DeviationKind.REFRAMED, planned=step.text or "")
            case DecisionKind.SKIP if move.kind is MoveKind.SKIP:
                yield _as(told, DeviationKind.LEFT_OUT, planned=step.text or "")
            case _:
                pass


def _closed_by(guide: Guide, decision: ModeratorDecision, move: KeptMove) -> bool:
    section = next((one for one in guide.sections if any(step.key == decision.step for step in one.steps)), None)
    keys = () if section is None else [step.key for step in section.steps if isinstance(step, GuideQuestion)]
    return move.kind is MoveKind.SKIP and move.number >= decision.number and move.step in keys


def _as(told: StudyDeviation, kind: DeviationKind, **update: object) -> StudyDeviation:
    return told.model_copy(update={"kind": kind, **update})
