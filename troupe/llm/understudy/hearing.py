"""What was said, as far as the understudy understands it: intents, topic, mood, who is talked about."""

import re
from dataclasses import dataclass

from troupe.llm.understudy.phrases import folded, phrases
from troupe.worlds.scene import Scene
from troupe.worlds.tokens import plain
from troupe.worlds.transcript import Event, EventKind, HumanAuthor, PersonAuthor

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_NAME = re.compile(r"[^\W_]+(?:[ '’.-][^\W_]+)*")
_TOPIC_AFTER = re.compile(
    r"\b(?:think (?:of|about)|thoughts (?:on|about)|opinions? (?:of|on|about)|feel about|"
    r"like|love|enjoy|prefer|trust|believe in|about|hate|favou?rite)\b",
    re.IGNORECASE,
)
LONGEST_TOPIC = 3
"""Words."""
LONGEST_WORD = 24
"""Letters; what is longer is not said back."""
_NO_TOPIC = frozenset(
    {"foreign", "stand_in", "age", "name", "job", "home", "languages", "family", "dislikes", "beliefs", "goals",
     "doing", "how_are_you", "likes", "story"}
)  # fmt: skip
"""Questions about the person; the words left over in them are no topic."""
_BEFORE_VERBS = frozenset(
    {"i", "you", "we", "they", "he", "she", "it", "to", "will", "would", "can", "could", "should", "must", "lets",
     "dont", "didnt", "doesnt", "cant", "wont", "not", "who", "never", "just", "always", "please", "ill", "youll"}
)  # fmt: skip
"""Words after which comes a verb, which makes no topic."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What this turn answers. `who` is the speaker's name where it can be said aloud; `stems` are what topics
    are matched by; `topic` the words to name it with, or empty; `about` the first names of people spoken of."""

    event: Event
    who: str
    human: bool
    text: str
    stems: frozenset[str]
    topic: str
    intents: tuple[str, ...]
    mood: int
    question: bool
    about: tuple[str, ...]
    again: bool
    """Whether this speaker said much the same before, and someone has spoken since."""


def hear(scene: Scene) -> Heard | None:
    """What there is to answer in this scene; None if nothing was said. At a beat nothing is answered."""
    if scene.trigger is not None and scene.trigger.kind is EventKind.BEAT:
        return Heard(scene.trigger, "", False, "", frozenset(), "", (), 0, False, (), False)
    event = _answered(scene)
    if event is None:
        return None
    text = plain(_all_of_it(event, scene))
    low = folded(text)
    names = _names(scene)
    content = [word for word in _WORD.findall(text) if _is_content(word, names)]
    words = frozenset(folded(text.replace("’", "").replace("'", "")).split())
    lists = phrases().words
    bare = {re.sub(r"\W", "", word) for word in words}
    about = frozenset(stem(word) for word in content)
    intents = tuple(name for name, patterns in phrases().hear.items() if any(p.search(low) for p in patterns))
    if _foreign(low, intents):
        intents = ("foreign", *intents)
    return Heard(
        event=event,
        who=_sayable(event),
        human=isinstance(event.author, HumanAuthor),
        text=text,
        stems=about,
        topic="" if set(intents) & _NO_TOPIC else _topic(text, names),
        intents=intents,
        mood=bool(bare & lists.positive) - bool(bare & lists.negative),
        question="?" in text,
        about=tuple(name for name in names if name in {folded(word) for word in _WORD.findall(text)}),
        again=bool(about) and _said_before(event, about, scene),
    )


def _said_before(event: Event, about: frozenset[str], scene: Scene) -> bool:
    earlier = [
        e for e in scene.history if e.kind is EventKind.SAID and e.author == event.author and e.id != event.id
    ]
    return any(e.id not in scene.unread and stems(e.text) == about for e in earlier)


def stem(word: str) -> str:
    """A crude stem, enough to match `birds` with `bird` and `baking` with `bake`."""
    word = re.sub(r"['’]s$", "", word)
    low = re.sub(r"\W", "", folded(word))
    for ending, put in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""), ("e", "")):
        if low.endswith(ending) and len(low) - len(ending) >= 3 and not low.endswith("ss"):
            low = low[: -len(ending)] + put
            break
    return low[:-1] if len(low) > 3 and low[-1] in "e" + low[-2] and low[-1] not in "ls" else low


def stems(text: str) -> frozenset[str]:
    """The stems of a text's content words."""
    return frozenset(stem(word) for word in _WORD.findall(text) if _is_content(word, ()))


def _answered(scene: Scene) -> Event | None:
    trigger = scene.trigger
    if trigger is not None and trigger.kind is EventKind.SAID and trigger.text:
        return trigger
    said = [e for e in scene.history if e.id in scene.unread and e.kind is EventKind.SAID and e.text]
    return said[-1] if said else None


def _all_of_it(event: Event, scene: Scene) -> str:
    """The message with what its author said right before and after it and is still unread. What they said before
    someone else spoke was another matter, perhaps for another person."""
    said = [e for e in scene.history if e.kind is EventKind.SAID]
    place = next((index for index, e in enumerate(said) if e.id == event.id), None)
    if place is None:
        return event.text
    first = last = place
    while first > 0 and _goes_with(said[first - 1], event, scene):
        first -= 1
    while last + 1 < len(said) and _goes_with(said[last + 1], event, scene):
        last += 1
    return "\n".join(e.text for e in said[first : last + 1] if e.text) or event.text


def _goes_with(other: Event, event: Event, scene: Scene) -> bool:
    return other.author == event.author and other.id in scene.unread


def _names(scene: Scene) -> tuple[str, ...]:
    """First names and surnames, folded, of the people of this room and of those in the persona's life."""
    persona = scene.person.persona
    known = (*scene.others, persona.name, *persona.nicknames, *(r.name for r in persona.relationships))
    return tuple(dict.fromkeys(folded(part) for name in known for part in name.split() if len(part) > 2))


def _is_content(word: str, names: tuple[str, ...]) -> bool:
    low = re.sub(r"\W", "", folded(word))
    return len(low) > 1 and low not in phrases().words.empty and low not in names and not low.isdigit()


def _topic(text: str, names: tuple[str, ...]) -> str:
    """The words that name what it is about: the first run of content words after "about" and its like, or the
    longest run otherwise."""
    marked = list(_TOPIC_AFTER.finditer(text))
    if marked and (runs := _runs(text[marked[-1].end() :], names, inside=True)):
        return runs[0]
    runs = _runs(text, names)
    nouns = [run for run in runs if not re.fullmatch(r"\w+(?:ed|ly|ing)", run)]
    return max(nouns, key=lambda run: (run.count(" "), len(run)), default="")


def _runs(text: str, names: tuple[str, ...], *, inside: bool = False) -> list[str]:
    """Runs of content words, `of` between two of them included, without the verb in front."""
    runs: list[list[str]] = [[]]
    before, end = "", 0
    for found in _WORD.finditer(text):
        word, gap = found.group(), text[end : found.start()]
        begins = (not end and not inside) or any(mark in gap for mark in ".!?\n")
        if gap.strip() or begins:
            runs.append([])
        if runs[-1] and folded(word) == "of":
            runs[-1].append(word)
        elif not _is_content(word, names) or len(word) > LONGEST_WORD:
            runs.append([])
        elif runs[-1] or folded(before) not in _BEFORE_VERBS or begins:
            runs[-1].append(word.lower() if begins and word[1:].islower() else word)
        before, end = word, found.end()
    topics = [topic for run in runs if (topic := _shown(run))]
    return [f"the {topic}" if re.search(rf"\bthe {re.escape(topic)}", text, re.I) else topic for topic in topics]


def _shown(run: list[str]) -> str:
    """A run as a topic: without `moved` or `really` in front or `of` at the end, and not too long."""
    while run and run[-1] == "of":
        run = run[:-1]
    while len(run) > 1 and (run[0].lower().endswith(("ed", "ly")) or run[0] == "of" or len(run) > LONGEST_TOPIC):
        run = run[1:]
    return " ".join(run)


def _sayable(event: Event) -> str:
    """The speaker's first name, if it is one that can stand in a sentence."""
    if not isinstance(event.author, (HumanAuthor, PersonAuthor)):
        return ""
    found = _NAME.match(event.author.name.strip())
    first = found.group().split()[0] if found else ""
    return first if 1 < len(first) <= 20 else ""


def _foreign(low: str, intents: tuple[str, ...]) -> bool:
    """Whether this is in a language that the understudy cannot speak."""
    letters = [c for c in low if c.isalpha()]
    if letters and sum(c.isascii() for c in letters) < len(letters) / 2:
        return True
    words = low.split()
    strange = sum(re.sub(r"\W", "", word) in phrases().words.foreign for word in words)
    return len(words) > 2 and strange * 3 >= len(words) and not set(intents) & {"languages"}
