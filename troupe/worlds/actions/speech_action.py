"""Saying something aloud, in whatever manner: all such actions are read, checked, posted and heard alike."""

from typing import ClassVar

from troupe.worlds.actions.performed_action import ActionFacets, FloorChoice, PerformedAction
from troupe.worlds.events.spoken_event import SpokenEvent
from troupe.worlds.outbox.outbox_row import AnyRow
from troupe.worlds.outbox.say_row import SayRow


class SpeechAction(PerformedAction):
    """Say something aloud. `target` names whom it is for; empty means everyone."""

    facets: ClassVar[ActionFacets] = ActionFacets(
        floors=frozenset({FloorChoice.SPEAK}), answers=True, has_words=True, inner=False
    )
    event: ClassVar[type[SpokenEvent]]
    """What it is in the record."""
    row: ClassVar[type[AnyRow]] = SayRow
    """What brings it to the channel."""

    target: str = ""
