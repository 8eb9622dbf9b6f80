"""The kind of row that speech is posted by."""

from typing import ClassVar, Literal

from troupe.worlds.outbox.queued_row import QueuedRow, RowFacets, Transport


class SayRow(QueuedRow):
    """Speech of a person, posted as them through the channel's webhook."""

    facets: ClassVar[RowFacets] = RowFacets(
        transport=Transport.WEBHOOK,
        carries_words=True,
        holds_floor=True,
        beside=False,
        outlives_stop=False,
        out_of_turn=False,
        pinnable=False,
    )

    kind: Literal["say"] = "say"
