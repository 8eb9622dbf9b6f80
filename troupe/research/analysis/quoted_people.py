"""Those whom a reading quotes, each with the first theme that does: whoever is asked whether they are read
rightly."""

from collections.abc import Sequence
from dataclasses import dataclass

from troupe.research.analysis.analysis import Theme
from troupe.research.analysis.study_record import StudyRecord

MOST_REPLIES = 6


@dataclass(frozen=True, slots=True)
class Quoted:
    """Somebody simulated, by their word in the study, and the quotes of theirs under a theme."""

    participant: str
    theme: Theme
    quotes: tuple[str, ...]


def quoted_people(record: StudyRecord, themes: Sequence[Theme]) -> tuple[Quoted, ...]:
    """They, as far as they are asked: nobody speaks for a human."""
    first: dict[str, tuple[Theme, list[str]]] = {}
    for theme in themes:
        for quote in (*theme.evidence, *theme.against):
            line = record.evidence.get(quote.line)
            if line is None or line.speaker_id not in record.simulated:
                continue
            known = first.setdefault(line.speaker_id, (theme, []))
            if known[0] is theme:
                known[1].append(quote.quote)
    return tuple(Quoted(who, theme, tuple(quotes)) for who, (theme, quotes) in first.items())[:MOST_REPLIES]
