"""The length of a guide at a human pace: its time boxes, and for what has none the time that it commonly takes."""

from troupe.research.guides.guide import Ballot, Exhibit, Guide, GuideQuestion

_QUESTION_MINUTES = 4.0
_PROBE_MINUTES = 2.0
_BALLOT_MINUTES = 1.5
_READ_IN_A_MINUTE = 1_000
"""Characters."""


def minutes_of(guide: Guide) -> float:
    """The minutes that a group of people of flesh and blood would need; simulated people need fewer."""
    return sum(
        section.minutes if section.minutes is not None else sum(step_minutes(step) for step in section.steps)
        for section in guide.sections
    )


def step_minutes(step: Exhibit | GuideQuestion | Ballot) -> float:
    """The same for one step."""
    match step:
        case GuideQuestion():
            follow_ups = len(step.probes) + step.free_probes
            return step.minutes if step.minutes is not None else _QUESTION_MINUTES + _PROBE_MINUTES * follow_ups
        case Ballot():
            return _BALLOT_MINUTES * (2 if step.talk_first else 1)
        case Exhibit():
            shown = len(step.text or "") + sum(len(part.text or "") for part in step.variants)
            return max(0.5, shown / _READ_IN_A_MINUTE)
