"""An action in the person's own words that leaves an event behind: all such actions are cleaned, recorded and
posted by one way each."""

from typing import ClassVar

from troupe.worlds.actions.performed_action import PerformedAction
from troupe.worlds.events.recorded_event import RecordedEvent
from troupe.worlds.outbox.outbox_row import AnyRow


class RecordedAction(PerformedAction):
    """Say, think, write or do something that stands in the record in these words. What has a `row` is perceived
    once the channel has it; without one, at once by those for whom the event is."""

    event: ClassVar[type[RecordedEvent]]
    """The kind of event that it leaves."""
    row: ClassVar[type[AnyRow] | None]
    """The kind of row that brings it to the channel."""
