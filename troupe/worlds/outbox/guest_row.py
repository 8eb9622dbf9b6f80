"""The kind of row that an answer of a human guest is posted by."""

from typing import ClassVar, Literal

from troupe.worlds.outbox.queued_row import QueuedRow, RowFacets, Transport


class GuestRow(QueuedRow):
    """What a guest of a session answered on a form, shown by the bot under their pseudonym."""

    facets: ClassVar[RowFacets] = RowFacets(
        transport=Transport.MESSAGE,
        carries_words=True,
        holds_floor=False,
        beside=False,
        outlives_stop=False,
        out_of_turn=False,
        pinnable=False,
    )

    kind: Literal["guest"] = "guest"
