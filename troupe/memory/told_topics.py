"""The topics that a line tells of, in words that a rule knows: what somebody says of themselves, and where or when
something is."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from troupe.core.frozen import Frozen

_END = r"(?=[.,;!?…]|\s(?:and|but|because|since|now|und|aber|weil|et|mais|y|pero)\b|$)"
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")


class ToldTopic(Frozen):
    """A sentence that tells something `about` a speaker, or about a thing, which is then its topic too."""

    about: str
    topic: str
    sentence: str


def told_topics(speaker: str, text: str) -> Iterator[ToldTopic]:
    """What a line tells of, each in the words of its sentence. A question tells nothing."""
    for sentence in (match[0].strip() for match in _SENTENCE.finditer(text.replace("’", "'"))):
        if sentence.endswith("?"):
            continue
        for part, about in (("themselves", speaker), ("things", "")):
            topic = next(_told(part, sentence), None)
            if topic is not None:
                yield ToldTopic(about=about or topic, topic=topic, sentence=sentence)
                break


def _told(part: str, sentence: str) -> Iterator[str]:
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
