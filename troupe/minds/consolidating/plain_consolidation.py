"""What is remembered where no model reads: the weightiest lines as they were said, and what people told of
themselves in words that a rule knows. Always said to be a stand-in's."""

from collections import Counter
from collections.abc import Iterator

from pydantic import BaseModel
from typing_extensions import override

from troupe.core.frozen import Frozen
from troupe.llm.port.composed_matter import ComposedMatter
from troupe.memory.line_terms import line_terms
from troupe.memory.told_topics import told_topics
from troupe.minds.consolidating.consolidated_answer import Consolidated, WrittenEpisode, WrittenFact

_MOST_QUOTED = 4
_LONGEST_QUOTE = 110
_FEWEST_WORDS = 2


class HeardLine(Frozen):
    """A line, by its number."""

    number: int
    speaker: str
    text: str


class HeardLines(ComposedMatter):
    """The lines that a prompt about memories was made from."""

    lines: tuple[HeardLine, ...]

    @override
    def composed(self, seed: int) -> BaseModel:
        del seed
        facts = [fact for line in self.lines for fact in _facts(line)]
        episode = self._episode()
        return Consolidated(episodes=[] if episode is None else [episode], facts=facts)

    def _episode(self) -> WrittenEpisode | None:
        """The lines whose words came up most, and each word of which counts once."""
        terms = {line.number: set(line_terms(line.text)) for line in self.lines}
        often = Counter(term for words in terms.values() for term in words)
        weighty = sorted(
            (line for line in self.lines if len(terms[line.number]) >= _FEWEST_WORDS),
            key=lambda line: (-sum(often[term] for term in terms[line.number]), line.number),
        )[:_MOST_QUOTED]
        if not weighty:
            return None
        chosen = sorted(weighty, key=lambda line: line.number)
        text = " ".join(f"{line.speaker}: “{_quoted(line.text)}”" for line in chosen)
        return WrittenEpisode(text=text, lines=[line.number for line in chosen])


def _facts(line: HeardLine) -> Iterator[WrittenFact]:
    """The facts of a line, each in the words of its sentence."""
    for told in told_topics(line.speaker, line.text):
        yield WrittenFact(
            about=told.about,
            topic=told.topic,
            fact=f"“{told.sentence}”",
            line=line.number,
            instead_of="",
            hearsay=False,
        )


def _quoted(text: str) -> str:
    quote = " ".join(text.split())
    return quote if len(quote) <= _LONGEST_QUOTE else f"{quote[: _LONGEST_QUOTE - 1].rstrip()}…"
