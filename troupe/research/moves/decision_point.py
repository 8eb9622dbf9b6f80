"""The points at which a moderator person decides, and what is open to them there."""

from collections.abc import Mapping
from dataclasses import dataclass

from troupe.research.guides.guide import GuideQuestion, GuideSection
from troupe.research.moves.section_time import minutes_left, section_of
from troupe.research.moves.skip_rules import skipped
from troupe.research.sessions.guide_agenda import AgendaPiece
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.session_move import KeptMove, MoveKind
from troupe.worlds.sessions.session_view import SessionView


@dataclass(frozen=True, slots=True)
class DecisionPoint:
    """A question was answered, the next one is ahead, or both. `open` is the question that was answered last,
    which may still be probed; `probes_left` how many probes of their own are left there in each room, by its
    number. `ahead` is the guide's next question. `minutes_left` are those of the section that is under way, None
    without a limit; `left_out` the keys of its questions that were not put yet, from `ahead` on."""

    number: int
    open: GuideQuestion | None = None
    probes_left: Mapping[int, int] | None = None
    ahead: GuideQuestion | None = None
    minutes_left: float | None = None
    left_out: tuple[str, ...] = ()

    @property
    def time_is_over(self) -> bool:
        return self.minutes_left is not None and self.minutes_left <= 0

    @property
    def may_probe(self) -> bool:
        """Whether a question of the moderator's own may be put to somebody."""
        return not self.time_is_over and any((self.probes_left or {}).values())


def decision_point(plan: SessionPlan, view: SessionView, piece: AgendaPiece | None) -> DecisionPoint | None:
    """What a moderator person can decide now, where this piece is what the guide has next; None where that is
    nothing: while a step is under way, before anybody was asked anything, and where the guide leaves no choice.
    What a human has put in between goes first, in their words."""
    guide = plan.played
    keys = {step.key for step in guide.steps}
    last = next((move for move in reversed(view.moves) if move.kind is not MoveKind.SKIP), None)
    if last is None or not any(move.kind is MoveKind.ASK for move in view.moves):
        return None
    if piece is not None and (piece.step.key not in keys or _begun(view, piece.step.key)):
        return None
    ahead = _question_ahead(view, piece)
    step = guide.step(last.step) if last.kind is MoveKind.ASK else None
    asked = step if isinstance(step, GuideQuestion) else None
    section = _under_way(plan, view)
    point = DecisionPoint(
        number=view.session.moves,
        open=asked,
        probes_left=None if asked is None else probes_left(view, asked),
        ahead=ahead,
        minutes_left=None if section is None else minutes_left(plan, view, section),
        left_out=_left_out(view, section, ahead),
    )
    return point if ahead is not None or point.may_probe else None


def probes_left(view: SessionView, question: GuideQuestion) -> dict[int, int]:
    """How many probes beyond the guide's may still be put in each room, by its number."""
    used = {world.number: set[int]() for world in view.worlds}
    for move in view.moves:
        if move.step == question.key and move.probe > len(question.probes):
            for line in move.posted:
                used[line.world].add(move.probe)
    return {number: max(0, question.free_probes - len(probes)) for number, probes in used.items()}


def own_probes(moves: tuple[KeptMove, ...], question: GuideQuestion) -> int:
    """How many probes of a question were put that are not of the guide, in whichever room."""
    return max((move.probe for move in moves if move.step == question.key), default=0) - len(question.probes)


def _begun(view: SessionView, key: str) -> bool:
    return any(move.step == key for move in view.moves)


def _question_ahead(view: SessionView, piece: AgendaPiece | None) -> GuideQuestion | None:
    """The next piece of the guide, if that is a question which no rule leaves out."""
    if piece is None or not isinstance(piece.step, GuideQuestion):
        return None
    return None if skipped(piece.step.skip, view.votes, view.guest_votes) is not None else piece.step


def _under_way(plan: SessionPlan, view: SessionView) -> GuideSection | None:
    """The section of the guide's step that was begun last."""
    for move in reversed(view.moves):
        if (section := section_of(plan.played, move.step)) is not None:
            return section
    return None


def _left_out(view: SessionView, section: GuideSection | None, ahead: GuideQuestion | None) -> tuple[str, ...]:
    """The questions of the section that were not put, if the next one is among them."""
    if section is None or ahead is None or all(step.key != ahead.key for step in section.steps):
        return ()
    left = (step for step in section.steps if isinstance(step, GuideQuestion) and not _begun(view, step.key))
    return tuple(step.key for step in left)
