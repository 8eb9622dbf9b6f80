"""The briefing of a newcomer on what was said before they came, with all that it was made from."""

from troupe.core.frozen import Frozen
from troupe.core.usage import Usage
from troupe.worlds.turn import Provenance


class Briefing(Frozen):
    """`sources` are the ids of the events it was made from, of whichever world; it is erased with the first of
    them that is. `through` is the newest `heard` among them."""

    text: str
    sources: tuple[str, ...]
    through: int
    provenance: Provenance
    usage: Usage
