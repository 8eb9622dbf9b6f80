"""Purposes of calls, for tests to which only the word matters."""

from troupe.core.urgency import Urgency
from troupe.llm.port.purpose import Purpose


def spoken_to(word: str) -> Purpose:
    """A call for somebody who was spoken to."""
    return Purpose(word, Urgency.SPOKEN_TO)
