"""The kind of row that takes the buttons from a message."""

from typing import ClassVar, Literal

from troupe.worlds.outbox.queued_row import QueuedRow, RowFacets, Transport


class OffersOverRow(QueuedRow):
    """The edit of a message of the same event, whose offers are over: its buttons go, its words stay. One without
    a target belongs to a message that never arrived."""

    facets: ClassVar[RowFacets] = RowFacets(
        transport=Transport.EDIT,
        carries_words=False,
        holds_floor=False,
        beside=True,
        outlives_stop=True,
        out_of_turn=False,
        pinnable=False,
    )

    kind: Literal["offers_over"] = "offers_over"
