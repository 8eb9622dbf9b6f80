"""What was said, told by someone who cannot sum up: who spoke, what came up most, and the weightiest lines."""

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
    spoken_events = [event for event in scene.history if event.text]
    if not spoken_events:
        return ""
    weight = Counter(stem for event in spoken_events for stem in stems(event.text))
    parts = [f"{_listed(list(dict.fromkeys(shown_name(e.author, scene) for e in spoken_events)))} talked."]
    if topics := _topics(spoken_events, weight):
        parts.append(f"Much of it was about {_listed(topics)}.")
    parts += [_quoted(event, scene) for event in _weightiest(spoken_events, weight, scene)]
    if spoken_events[-1].text.rstrip().endswith("?"):
        parts.append("That last question is still open.")
    return " ".join(parts)


def _topics(said: Sequence[Event], weight: Counter[str]) -> list[str]:
    """Words, as they were first written, that came up in more than one line."""
    spellings: dict[str, str] = {}
    for event in said:
        for word in _WORD.findall(event.text):
            for stem in stems(word):
                spellings.setdefault(stem, word.lower())
    often = sorted((stem for stem in spellings if weight[stem] > 1), key=lambda stem: -weight[stem])
    return [spellings[stem] for stem in often[:MOST_TOPICS]]


def _weightiest(said: Sequence[Event], weight: Counter[str], scene: Scene) -> list[Event]:
    """The lines that hold most of what came up, a few a speaker, in their order; the last line is always one."""
    shares: Counter[str] = Counter()
    ids = {said[-1].id}
    shares[shown_name(said[-1].author, scene)] += 1

    def weighs(event: Event) -> int:
        return sum(weight[stem] for stem in stems(event.text))

    for event in sorted(said[:-1], key=weighs, reverse=True):
        speaker = shown_name(event.author, scene)
        if len(ids) < MOST_LINES and shares[speaker] < MOST_OF_ONE and weighs(event) > 1:
            shares[speaker] += 1
            ids.add(event.id)
    return [event for event in said if event.id in ids]


def _quoted(event: Event, scene: Scene) -> str:
    parts = sentences(one_line(event.text).replace(" ⏎ ", " "))
    quote = parts[0] if parts else event.text
    for part in parts[1:]:
        if len(quote) + len(part) + 1 > LONGEST_QUOTE:
            break
        quote = f"{quote} {part}"
    quote = quote if len(quote) <= LONGEST_QUOTE else f"{quote[: LONGEST_QUOTE - 1].rstrip()}…"
    verb = "asked" if quote.endswith("?") else "said"
    return f"{shown_name(event.author, scene)} {verb}: “{quote}”"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
