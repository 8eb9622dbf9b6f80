"""A digest of what was said, by someone who cannot sum up: who spoke, what came up most, and the weightiest
lines."""

import re
from collections import Counter
from collections.abc import Sequence

from troupe.llm.understudy.hearing.freshness import sentences
from troupe.llm.understudy.hearing.word_stems import stems
from troupe.worlds.scene import Scene
from troupe.worlds.text.shown_text import one_line, shown_name
from troupe.worlds.transcript import Event

MOST_LINES = 6
MOST_OF_ONE = 2
"""Lines quoted in all, and of one speaker."""
MOST_TOPICS = 3
LONGEST_QUOTE = 160
_WORD = re.compile(r"[^\W\d_]{4,24}")


def digest(scene: Scene) -> str:
    """The scene's history in a few sentences; quotes stay in the language they were said in."""
    events = [event for event in scene.history if event.text]
    if not events:
        return ""
    weight = Counter(stem for event in events for stem in stems(event.text))
    speakers = [shown_name(event.author, scene) for event in events]
    parts = [f"{_listed(list(dict.fromkeys(speakers)))} talked."]
    if topics := _topics(events, weight):
        parts.append(f"Much of it was about {_listed(topics)}.")

    def weighs(at: int) -> int:
        return sum(weight[stem] for stem in stems(events[at].text))

    quoted = [len(events) - 1]  # the last line is always one
    for at in sorted(range(len(events) - 1), key=weighs, reverse=True):
        of_one = sum(speakers[other] == speakers[at] for other in quoted)
        if len(quoted) < MOST_LINES and of_one < MOST_OF_ONE and weighs(at) > 1:
            quoted.append(at)
    parts += [_quoted(events[at].text, speakers[at]) for at in sorted(quoted)]
    if events[-1].text.rstrip().endswith("?"):
        parts.append("That last question is still open.")
    return " ".join(parts)


def _topics(events: Sequence[Event], weight: Counter[str]) -> list[str]:
    """Words, as they were first written, that came up in more than one line."""
    spellings: dict[str, str] = {}
    for word in (word for event in events for word in _WORD.findall(event.text)):
        for stem in stems(word):
            spellings.setdefault(stem, word.lower())
    often = sorted((stem for stem in spellings if weight[stem] > 1), key=lambda stem: -weight[stem])
    return [spellings[stem] for stem in often[:MOST_TOPICS]]


def _quoted(text: str, speaker: str) -> str:
    """The first sentences of a line, as many as fit."""
    quote, *rest = sentences(one_line(text).replace(" ⏎ ", " ")) or [text]
    for part in rest:
        if len(quote) + len(part) >= LONGEST_QUOTE:
            break
        quote = f"{quote} {part}"
    quote = quote if len(quote) <= LONGEST_QUOTE else f"{quote[: LONGEST_QUOTE - 1].rstrip()}…"
    return f"{speaker} {'asked' if quote.endswith('?') else 'said'}: “{quote}”"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
