"""The kind of action that tries to remember: answered within the turn, it leaves nothing behind."""

from typing import ClassVar, Literal

from troupe.worlds.actions.performed_action import ALWAYS, ActionFacets, PerformedAction


class Recall(PerformedAction):
    """Try to remember something from before what is in sight. What comes back is told, and the turn is decided
    with it."""

    facets: ClassVar[ActionFacets] = ActionFacets(floors=ALWAYS, answers=True, has_words=False, inner=True)

    type: Literal["RECALL"] = "RECALL"
