"""What is remembered where no model reads: the weightiest lines as they were said, and what people told of
themselves in words that a rule knows. Always said to be a stand-in's."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pydantic import BaseModel
from typing_extensions import override

from troupe.core.frozen import Frozen
from troupe.llm.port.composed_matter import ComposedMatter
from troupe.memory.line_terms import line_terms
from troupe.minds.consolidating.consolidated_answer import Consolidated, WrittenEpisode, WrittenFact

_MOST_QUOTED = 4
_LONGEST_QUOTE = 110
_FEWEST_WORDS = 2
_END = r"(?=[.,;!?…]|\s(?:and|but|because|since|now|und|aber|weil|et|mais|y|pero)\b|$)"
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")


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
    for sentence in (match[0].strip() for match in _SENTENCE.finditer(line.text.replace("’", "'"))):
        if sentence.endswith("?"):
            continue
        for part, about in (("themselves", line.speaker), ("things", "")):
            told = next(_told(part, sentence), None)
            if told is not None:
                yield _fact(line, sentence, told, about)
                break


def _fact(line: HeardLine, sentence: str, topic: str, about: str) -> WrittenFact:
    return WrittenFact(
        about=about or topic,
        topic=topic,
        fact=f"“{sentence}”",
        line=line.number,
        instead_of="",
        hearsay=False,
    )


def _told(part: str, sentence: str) -> Iterator[str]:
    """What a sentence tells of, as topics."""
    for topic, pattern in _patterns()[part]:
        if match := pattern.search(sentence):
            groups = [group for group in match.groups() if group]
            yield groups[0].lower() if topic == "{}" else topic


@cache
def _patterns() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    parts = tomllib.loads((Path(__file__).parent / "told_topics.toml").read_text("utf-8"))
    return {
        part: [(topic, re.compile(text.replace("END", _END), re.IGNORECASE)) for topic, text in told["topics"]]
        for part, told in parts.items()
    }


def _quoted(text: str) -> str:
    quote = " ".join(text.split())
    return quote if len(quote) <= _LONGEST_QUOTE else f"{quote[: _LONGEST_QUOTE - 1].rstrip()}…"
