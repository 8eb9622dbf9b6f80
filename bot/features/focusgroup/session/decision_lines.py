"""What a moderator person decided last, a line each, for those backstage alone."""

from collections.abc import Sequence

from bot.features.shared.deferred_answers import clip
from troupe.worlds.sessions.moderator_decision import DecisionKind, ModeratorDecision
from troupe.worlds.sessions.session_view import SessionView

MOST = 5


def decision_lines(view: SessionView) -> Sequence[str]:
    """The newest last."""
    names = {id: person.name for id, person in view.people.items()} | {one.id: one.name for one in view.guests}
    return [_line(decision, names) for decision in view.decisions[-MOST:]]


def _line(decision: ModeratorDecision, names: dict[str, str]) -> str:
    reason = f" · {decision.reason}" if decision.reason else ""
    return clip(f"{_done(decision, names)}{reason}", 200)


def _done(decision: ModeratorDecision, names: dict[str, str]) -> str:
    if decision.note:
        return f"🚫 went on; not done, {decision.note}"
    match decision.kind:
        case DecisionKind.GO_ON:
            return "➡️ went on"
        case DecisionKind.PROBE:
            whom = "everyone" if decision.person is None else names.get(decision.person, "somebody")
            return f"❓ probed {whom}"
        case DecisionKind.REFRAME:
            return f"✏️ asked {decision.step} in other words"
        case DecisionKind.SKIP:
            return f"⏭️ left out {decision.step}"
        case DecisionKind.CLOSE:
            return "⏱️ closed the section"
