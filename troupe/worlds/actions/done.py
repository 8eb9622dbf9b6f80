"""The kind of action that ends a turn."""

from typing import ClassVar, Literal

from troupe.worlds.actions.performed_action import ALWAYS, ActionFacets, PerformedAction


class Done(PerformedAction):
    """The end of a turn."""

    facets: ClassVar[ActionFacets] = ActionFacets(floors=ALWAYS, answers=False, has_words=False, inner=False)

    type: Literal["DONE"] = "DONE"
    content: str = ""
