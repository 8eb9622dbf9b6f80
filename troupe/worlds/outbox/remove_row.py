"""The kind of row that deletes a message."""

from typing import ClassVar, Literal

from troupe.worlds.outbox.queued_row import QueuedRow, RowFacets, Transport


class RemoveRow(QueuedRow):
    """The deletion of a message of the same event, whose words were erased."""

    facets: ClassVar[RowFacets] = RowFacets(
        transport=Transport.DELETION,
        carries_words=False,
        holds_floor=False,
        beside=True,
        outlives_stop=True,
        out_of_turn=False,
        pinnable=False,
    )

    kind: Literal["remove"] = "remove"
