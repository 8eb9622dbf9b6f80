"""What a person perceives."""

from enum import StrEnum

from troupe.core.frozen import Frozen


class StimulusKind(StrEnum):
    """The kinds of things perceived. Only CONVERSATION reaches people today; the others are for interventions."""

    CONVERSATION = "CONVERSATION"
    SOCIAL = "SOCIAL"
    LOCATION = "LOCATION"
    VISUAL = "VISUAL"
    THOUGHT = "THOUGHT"
    INTERNAL_GOAL_FORMULATION = "INTERNAL_GOAL_FORMULATION"


class Stimulus(Frozen):
    """One event as it reached one person. `heard` is the event's place in the world's order of perception."""

    id: str
    person_id: str
    event_id: str
    kind: StimulusKind = StimulusKind.CONVERSATION
    heard: int
