"""What was said, told by someone who cannot sum up: who spoke, and the lines that hold most of what came up."""

from collections import Counter

from troupe.llm.understudy.hearing.freshness import sentences
from troupe.llm.understudy.hearing.word_stems import WORD, stem, stems
from troupe.worlds.scene import Scene
from troupe.worlds.text.shown_text import one_line, shown_name
from troupe.worlds.transcript import Event

MOST_LINES = 6
MOST_OF_ONE = 2
"""Lines quoted in all, and of one speaker."""
MOST_TOPICS = 3
LONGEST_QUOTE = 160


def digest(scene: Scene) -> str:
    """The scene's history in a few sentences; quotes stay in the language they were said in."""
    said = [event for event in scene.history if event.text]
    if not said:
        return ""
    weight = Counter(word for event in said for word in stems(event.text))
    written = {stem(word): word.lower() for event in reversed(said) for word in WORD.findall(event.text)}
    often = [written[word] for word, count in weight.most_common(MOST_TOPICS) if count > 1 and word in written]
    people = dict.fromkeys(shown_name(event.author, scene) for event in said)
    parts = [f"{_listed(list(people))} talked."]
    parts += [f"Much of it was about {_listed(often)}."] if often else []
    spoken: Counter[str] = Counter()
    chosen: set[str] = set()
    for event in [
        said[-1],
        *sorted(said[:-1], key=lambda event: -sum(weight[word] for word in stems(event.text))),
    ]:
        who = shown_name(event.author, scene)
        if len(chosen) < MOST_LINES and spoken[who] < MOST_OF_ONE:
            spoken[who] += 1
            chosen.add(event.id)
    parts += [_quoted(event, scene) for event in said if event.id in chosen]
    return " ".join(
        [*parts, *(["That last question is still open."] if said[-1].text.rstrip().endswith("?") else [])]
    )


def _quoted(event: Event, scene: Scene) -> str:
    quote = ""
    for part in sentences(one_line(event.text).replace(" ⏎ ", " ")) or [event.text]:
        if quote and len(quote) + len(part) + 1 > LONGEST_QUOTE:
            break
        quote = f"{quote} {part}".strip()
    quote = quote if len(quote) <= LONGEST_QUOTE else f"{quote[: LONGEST_QUOTE - 1].rstrip()}…"
    return f"{shown_name(event.author, scene)} {'asked' if quote.endswith('?') else 'said'}: “{quote}”"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
