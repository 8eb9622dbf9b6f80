"""The kind of action that is a thought."""

from typing import ClassVar, Literal

from troupe.worlds.actions.performed_action import ALWAYS, ActionFacets
from troupe.worlds.actions.recorded_action import RecordedAction
from troupe.worlds.events.recorded_event import RecordedEvent
from troupe.worlds.events.thought import Thought
from troupe.worlds.outbox.outbox_row import AnyRow


class Think(RecordedAction):
    """Think something; nobody else perceives it."""

    facets: ClassVar[ActionFacets] = ActionFacets(floors=ALWAYS, answers=True, has_words=True, inner=True)
    event: ClassVar[type[RecordedEvent]] = Thought
    row: ClassVar[type[AnyRow] | None] = None

    type: Literal["THINK"] = "THINK"
