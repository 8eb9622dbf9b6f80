"""The purpose of a call: a short word, which also says how urgent it is."""

from typing import Self

from troupe.core.urgency import Urgency


class Purpose(str):
    """A word such as `turn`, by which the ledger, the understudy and scripts know a call, with its urgency at the
    model."""

    urgency: Urgency

    def __new__(cls, word: str, urgency: Urgency) -> Self:
        purpose = super().__new__(cls, word)
        purpose.urgency = urgency
        return purpose
