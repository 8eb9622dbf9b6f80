"""The time of a section: how much of it is used. A round of simulated people counts as long as people of flesh
and blood would need for it, however fast or slow a model is; a round with humans as long as it really took."""

from itertools import pairwise

from troupe.research.guides.guide import Exhibit, Guide, GuideQuestion, GuideSection
from troupe.research.guides.guide_minutes import step_minutes
from troupe.research.moves.time_boxes import minutes_for
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.session_move import KeptMove, MoveKind
from troupe.worlds.sessions.session_view import SessionView

_LONGEST_ROUND = 15.0
"""Minutes that a round with humans counts at most where it has no time box: the rest was a pause."""


def section_of(guide: Guide, key: str) -> GuideSection | None:
    """The section in which a step stands; None for one that was put in between."""
    return next((each for each in guide.sections if any(step.key == key for step in each.steps)), None)


def minutes_left(plan: SessionPlan, view: SessionView, section: GuideSection) -> float | None:
    """The minutes that are left of a section; None where the guide sets it none, negative where it took longer.
    Several rooms go on side by side: the one that has used most counts."""
    if section.minutes is None:
        return None
    keys = {step.key for step in section.steps}
    ends = [*(after.at for _, after in pairwise(view.moves)), view.now]
    used = {world.number: 0.0 for world in view.worlds}
    for move, end in zip(view.moves, ends, strict=True):
        if move.step not in keys or move.kind is MoveKind.SKIP:
            continue
        minutes = _minutes_of(plan.played, move, (end - move.at).total_seconds() / 60)
        for number in {line.world for line in move.posted} or used:
            used[number] += minutes
    return round(section.minutes - max(used.values(), default=0.0), 3)


def _minutes_of(guide: Guide, move: KeptMove, took: float) -> float:
    """What one move has used; `took` is how long it really was."""
    if move.guests:
        box = None if move.due_at is None else (move.due_at - move.at).total_seconds() / 60
        return min(took, _LONGEST_ROUND if box is None else box)
    step = guide.step(move.step)
    if step is None or move.part:
        return 0.0
    whole = minutes_for(guide, step)
    if isinstance(step, Exhibit) or whole is None:
        whole = step_minutes(step)
    return whole / (1 + len(step.probes) + step.free_probes) if isinstance(step, GuideQuestion) else whole
