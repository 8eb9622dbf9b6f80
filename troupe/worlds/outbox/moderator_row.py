"""The kind of row that a line of a session's moderator is posted by."""

from typing import ClassVar, Literal

from troupe.worlds.outbox.queued_row import QueuedRow, RowFacets, Transport


class ModeratorRow(QueuedRow):
    """A line that the moderator of a session asks or shows, posted by the bot. People perceive it once it is
    there."""

    facets: ClassVar[RowFacets] = RowFacets(
        transport=Transport.MESSAGE,
        carries_words=True,
        holds_floor=False,
        beside=False,
        outlives_stop=False,
        out_of_turn=False,
        pinnable=False,
    )

    kind: Literal["moderator"] = "moderator"
