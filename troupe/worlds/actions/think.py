"""The kind of action that is a thought."""

from typing import ClassVar, Literal

from troupe.worlds.actions.performed_action import ALWAYS, ActionFacets, PerformedAction


class Think(PerformedAction):
    """Think something; nobody else perceives it."""

    facets: ClassVar[ActionFacets] = ActionFacets(floors=ALWAYS, answers=True, has_words=True, inner=True)

    type: Literal["THINK"] = "THINK"
