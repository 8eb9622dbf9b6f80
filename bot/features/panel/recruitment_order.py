"""The order of a recruitment, and its form in the card that asks whether to spend: it is read back from there, so
that the card outlives the process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from troupe.core.errors import Conflict
from troupe.research.recruiting.screener import Screener

LONGEST = 1000
"""Characters of any part, as a field of a card takes them."""
USUAL_SIZE = 8

_LABELS: Mapping[str, str] = {
    "source": "From",
    "include": "Only who keeps",
    "exclude": "Nobody of whom",
    "questions": "Asked",
    "quotas": "Quotas",
    "size": "At most",
    "seed": "Seed",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """As it was written. `size` 0 is: as many as the quotas take, and without quotas USUAL_SIZE."""

    source: str
    include: str = ""
    exclude: str = ""
    questions: str = ""
    quotas: str = ""
    size: int = 0
    seed: int = 1

    def screener(self) -> Screener:
        """Raises BadInput that points at what cannot be read."""
        return Screener.read(
            include=self.include,
            exclude=self.exclude,
            questions=self.questions,
            quotas=self.quotas,
            size=self.size or (None if self.quotas.strip() else USUAL_SIZE),
        )

    def write_into(self, embed: discord.Embed) -> discord.Embed:
        """The card with all of it, a field each."""
        for name, label in _LABELS.items():
            value: str | int = getattr(self, name)
            if value and str(value).strip():
                embed.add_field(name=label, value=str(value), inline=isinstance(value, int))
        return embed


def read_wanted(embeds: Sequence[discord.Embed]) -> Wanted:
    """What stands in such a card. Raises Conflict where it cannot be read any more."""
    names = {label: name for name, label in _LABELS.items()}
    fields = [field for embed in embeds for field in embed.fields]
    values: dict[str, Any] = {
        names[f.name]: f.value or "" for f in fields if f.name is not None and f.name in names
    }
    try:
        values |= {name: int(values[name]) for name in ("size", "seed") if name in values}
        return Wanted(**values)
    except (TypeError, ValueError) as error:
        raise Conflict("This card cannot be read any more. Use `/panel recruit` again.") from error
