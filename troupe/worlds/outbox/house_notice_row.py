"""The kind of row that a line of the house is posted by."""

from typing import ClassVar, Literal

from troupe.worlds.outbox.queued_row import QueuedRow, RowFacets, Transport


class HouseNoticeRow(QueuedRow):
    """A line of the house, posted by the bot in its own name."""

    facets: ClassVar[RowFacets] = RowFacets(
        transport=Transport.MESSAGE,
        carries_words=False,
        holds_floor=False,
        beside=False,
        outlives_stop=False,
        out_of_turn=False,
        pinnable=True,
    )

    kind: Literal["notice"] = "notice"
