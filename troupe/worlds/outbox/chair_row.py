"""The kind of row that a line of a moderator person is posted by."""

from typing import ClassVar, Literal

from troupe.worlds.outbox.queued_row import QueuedRow, RowFacets, Transport


class ChairRow(QueuedRow):
    """A line that the moderator person of a session asks or shows, posted under their name and with their face
    through the channel's webhook. People perceive it once it is there."""

    facets: ClassVar[RowFacets] = RowFacets(
        transport=Transport.WEBHOOK,
        carries_words=True,
        holds_floor=False,
        beside=False,
        outlives_stop=False,
        out_of_turn=False,
        pinnable=False,
    )

    kind: Literal["chair"] = "chair"
