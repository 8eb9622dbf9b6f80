"""Saying something aloud, in whatever manner: all such actions are read, checked, posted and heard alike."""

from typing import ClassVar

from troupe.worlds.actions.performed_action import ActionFacets, FloorChoice
from troupe.worlds.actions.recorded_action import RecordedAction
from troupe.worlds.outbox.outbox_row import AnyRow
from troupe.worlds.outbox.say_row import SayRow


class SpeechAction(RecordedAction):
    """Say something aloud. `target` names whom it is for; empty means everyone. Its event is a SpokenEvent."""

    facets: ClassVar[ActionFacets] = ActionFacets(
        floors=frozenset({FloorChoice.SPEAK}), answers=True, has_words=True, inner=False
    )
    row: ClassVar[type[AnyRow] | None] = SayRow

    target: str = ""
