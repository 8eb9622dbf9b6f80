"""The words in which a question or probe was put: the guide's, or those that a moderator person chose."""

from troupe.research.guides.guide import Guide, GuideQuestion
from troupe.research.sessions.guide_agenda import Step, inserted
from troupe.worlds.sessions.moderator_decision import DecisionKind, ModeratorDecision
from troupe.worlds.sessions.session_view import SessionView

_IN_OWN_WORDS = (DecisionKind.PROBE, DecisionKind.REFRAME)


def asked_words(guide: Guide, view: SessionView, key: str, probe: int) -> str:
    """The words of a question (`probe` 0) or probe of a step, put already or still to be; empty where these are
    not kept any more, or there is no such question."""
    decision = decision_for(view, key, probe)
    if decision is not None and decision.text:
        return decision.text
    step = step_of(guide, view, key)
    if not isinstance(step, GuideQuestion):
        return "" if step is None else step.text or ""
    if probe == 0:
        return step.text
    return step.probes[probe - 1] if probe <= len(step.probes) else ""


def decision_for(view: SessionView, key: str, probe: int) -> ModeratorDecision | None:
    """The decision by which a question was put in a moderator person's own words, if one was."""
    move = next((move for move in view.moves if (move.step, move.probe, move.part) == (key, probe, 0)), None)
    decision = None if move is None else view.decision(move.number)
    if decision is None or decision.kind not in _IN_OWN_WORDS or decision.step != key:
        return None
    return decision if (decision.kind is DecisionKind.PROBE) == bool(probe) else None


def step_of(guide: Guide, view: SessionView, key: str) -> Step | None:
    """The step of this key, of the guide or put in between."""
    return next((step for step in (*inserted(guide, view.extras), *guide.steps) if step.key == key), None)
