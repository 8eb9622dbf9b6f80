"""The kind of row that puts an emoji on a message."""

from typing import ClassVar, Literal

from troupe.worlds.outbox.queued_row import QueuedRow, RowFacets, Transport


class ReactRow(QueuedRow):
    """An emoji that a person puts on a message, put there by the bot."""

    facets: ClassVar[RowFacets] = RowFacets(
        transport=Transport.REACTION,
        carries_words=False,
        holds_floor=True,
        beside=False,
        outlives_stop=False,
        out_of_turn=False,
        pinnable=False,
    )

    kind: Literal["react"] = "react"
