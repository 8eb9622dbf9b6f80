"""The kind of action that puts an emoji on a message."""

from typing import ClassVar, Literal

from troupe.worlds.actions.performed_action import ActionFacets, FloorChoice, PerformedAction


class React(PerformedAction):
    """Put one emoji on a message. `target` is the number of its line in the history; empty, the trigger's."""

    facets: ClassVar[ActionFacets] = ActionFacets(
        floors=frozenset({FloorChoice.SPEAK, FloorChoice.REACT}), answers=False, has_words=False, inner=False
    )

    type: Literal["REACT"] = "REACT"
    target: str = ""
