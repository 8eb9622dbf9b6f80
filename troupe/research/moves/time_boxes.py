"""Time boxes: how long the humans of a session may take for a question or a ballot."""

from troupe.research.guides.guide import AnswerOrder, Ballot, Exhibit, Guide, GuideQuestion, GuideSection
from troupe.research.sessions.guide_agenda import AgendaPiece


def seconds_for(guide: Guide, piece: AgendaPiece, guests: int) -> float | None:
    """The time for one piece of a step; None where the guide sets none, and the moderator goes on by hand.

    A question has its own `minutes`, otherwise its part of what its section has left, as much as each other step
    to be answered there. That is for the question with all its probes, in equal parts; and where people are
    called one after the other, for all the humans among them."""
    minutes = minutes_for(guide, piece.step)
    if minutes is None or not isinstance(piece.step, GuideQuestion):
        return None if minutes is None else minutes * 60
    parts = 1 + len(piece.step.probes)
    turns = max(1, guests) if piece.step.order is AnswerOrder.POPCORN else 1
    return minutes * 60 / (parts * turns)


def minutes_for(guide: Guide, step: Exhibit | GuideQuestion | Ballot) -> float | None:
    """The minutes of a step with all that belongs to it: its own, or its part of its section's."""
    if isinstance(step, GuideQuestion) and step.minutes is not None:
        return step.minutes
    section = next((each for each in guide.sections if any(one.key == step.key for one in each.steps)), None)
    return None if section is None else _share(section)


def _share(section: GuideSection) -> float | None:
    """The part of a section's time that each step has which sets none of its own; at least a minute."""
    if section.minutes is None:
        return None
    asked = [step for step in section.steps if not isinstance(step, Exhibit)]
    own = [step.minutes for step in asked if isinstance(step, GuideQuestion) and step.minutes is not None]
    return max(1.0, (section.minutes - sum(own)) / max(1, len(asked) - len(own)))
