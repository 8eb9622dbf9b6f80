"""The kind of row that pins a notice."""

from typing import ClassVar, Literal

from troupe.worlds.outbox.queued_row import QueuedRow, RowFacets, Transport


class PinRow(QueuedRow):
    """The pinning of the notice of the same event, once that is sent."""

    facets: ClassVar[RowFacets] = RowFacets(
        transport=Transport.PIN,
        carries_words=False,
        holds_floor=False,
        beside=True,
        outlives_stop=False,
        out_of_turn=False,
        pinnable=False,
    )

    kind: Literal["pin"] = "pin"
