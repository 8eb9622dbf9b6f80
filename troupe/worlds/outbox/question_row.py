"""The kind of row that shows a question asked with a command."""

from typing import ClassVar, Literal

from troupe.worlds.outbox.queued_row import QueuedRow, RowFacets, Transport


class QuestionRow(QueuedRow):
    """A question that a member asked with a command, shown by the bot. People perceive it once it is there."""

    facets: ClassVar[RowFacets] = RowFacets(
        transport=Transport.MESSAGE,
        carries_words=True,
        holds_floor=False,
        beside=False,
        outlives_stop=False,
        out_of_turn=True,
        pinnable=False,
    )

    kind: Literal["question"] = "question"
