"""What was said, as far as the understudy understands it: intents, topic, mood, what it asks, of whom it is."""

import re
from dataclasses import dataclass, replace

from troupe.core.word_tokens import plain
from troupe.llm.understudy.hearing.foreign_tongues import is_foreign
from troupe.llm.understudy.hearing.phrase_files import folded, phrases
from troupe.llm.understudy.hearing.question_kind import NOTHING, Ask, HeardQuestion, asked
from troupe.llm.understudy.hearing.topic import WORD, is_content, stem, stems, subjects, topic
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import Event, EventKind, HumanAuthor, PersonAuthor

_NAME = re.compile(r"[^\W_]+(?:[ '’.-][^\W_]+)*")
_FURTHER = re.compile(r"(?:so |ok )?(?:and|what about|how about|or)\s+(?:\S+\s*){1,4}\?$", re.IGNORECASE)
_NO_TOPIC = frozenset(
    {"foreign", "stand_in", "age", "name", "job", "home", "languages", "family", "dislikes", "beliefs", "goals",
     "doing", "how_are_you", "likes", "story", "joke", "skills", "fears", "rising", "like_me", "place", "origin"}
)  # fmt: skip
"""Questions about the person; the words left over in them are no topic."""
_LOOKED_BACK = 14
"""Lines in which to look for the question that "and you?" repeats."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What this turn answers. `who` is the speaker's name where it can be said aloud; `stems` and `subjects` are
    what items are matched by; `topic` the words to name it with, or empty; `about` the first names of people
    spoken of."""

    event: Event
    who: str
    human: bool
    text: str
    stems: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    topic: str = ""
    intents: tuple[str, ...] = ()
    mood: int = 0
    question: bool = False
    asked: HeardQuestion = NOTHING
    about: tuple[str, ...] = ()
    again: bool = False
    """Whether this speaker said much the same before, and someone has spoken since."""
    followed: str = ""
    """The line of one's own that a "why?" or "really?" takes up."""


def hear(scene: Scene) -> Heard | None:
    """What there is to answer in this scene; None if nothing was said. At a beat nothing is answered."""
    if scene.trigger is not None and scene.trigger.kind is EventKind.BEAT:
        return Heard(scene.trigger, "", False, "")
    event = _answered(scene)
    if event is None:
        return None
    names = known_names(scene)
    heard = _understood(event, plain(_all_of_it(event, scene)), names)
    if heard.asked.kind is Ask.BACK:
        return _asked_back(heard, scene, names)
    if (further := _further(heard, scene, names)) is not None:
        return further
    mine = own_lines(scene)
    if heard.asked.kind in (Ask.WHY, Ask.MORE) and mine:
        return replace(heard, followed=mine[-1].text)
    return replace(heard, again=bool(heard.stems) and _said_before(event, heard.stems, scene))


def own_lines(scene: Scene) -> list[Event]:
    """What this person has said in the scene, oldest first."""
    return [e for e in scene.history if e.kind is EventKind.SAID and author_id(e) == scene.person.id and e.text]


def author_id(event: Event) -> str:
    """The id of the person who said it; empty for members and the house."""
    return event.author.id if isinstance(event.author, PersonAuthor) else ""


def mood_of(text: str) -> int:
    """1 for praise, −1 for blame, 0 for neither or both."""
    bare = {re.sub(r"\W", "", word) for word in folded(text).split()}
    return bool(bare & phrases().words.positive) - bool(bare & phrases().words.negative)


def _understood(event: Event, text: str, names: tuple[str, ...]) -> Heard:
    low = folded(text)
    words = WORD.findall(text)
    content = [word for word in words if is_content(word, names)] or [
        word for word in words if folded(word) == "love"
    ]
    found = frozenset(stem(word) for word in content)
    intents = tuple(name for name, patterns in phrases().hear.items() if any(p.search(low) for p in patterns))
    if is_foreign(low) and "languages" not in intents:
        intents = ("foreign", *intents)
    spoken = {folded(word) for word in words}
    return Heard(
        event=event,
        who=sayable(event),
        human=isinstance(event.author, HumanAuthor),
        text=text,
        stems=found,
        subjects=subjects(found),
        topic="" if set(intents) & _NO_TOPIC else topic(text, names),
        intents=intents,
        mood=mood_of(text),
        question="?" in text,
        asked=asked(text, names),
        about=tuple(name for name in names if name in spoken),
    )


def _asked_back(heard: Heard, scene: Scene, names: tuple[str, ...]) -> Heard:
    """ "And you?" heard as the question it repeats: the latest of another, or else what was last told."""
    said = [e for e in scene.history if e.kind is EventKind.SAID and e.text and e.id != heard.event.id]
    others = [e for e in said[-_LOOKED_BACK:] if author_id(e) != scene.person.id]
    questions = [e for e in others if "?" in e.text and len(e.text.split()) >= 3]
    source = questions[-1] if questions else next((e for e in reversed(others) if stems(e.text)), None)
    if source is None:
        return heard
    again = _understood(heard.event, plain(source.text), names)
    if again.asked.kind is Ask.BACK:
        return heard
    mine = {folded(part) for part in (scene.person.name, *scene.person.persona.nicknames) for part in part.split()}
    return replace(again, question=True, about=tuple(name for name in again.about if name in mine))


def _further(heard: Heard, scene: Scene, names: tuple[str, ...]) -> Heard | None:
    """ "And at the weekend?" heard as the last question of the same speaker, about something else."""
    if not _FURTHER.match(heard.text.strip()):
        return None
    before = [
        e
        for e in scene.history
        if e.kind is EventKind.SAID and e.author == heard.event.author and e.id != heard.event.id
    ]
    if not before or "?" not in before[-1].text:
        return None
    asked_before = _understood(before[-1], plain(before[-1].text), names)
    intents = tuple(
        dict.fromkeys((*heard.intents, *(i for i in asked_before.intents if i not in ("greeting", "foreign"))))
    )
    return replace(heard, intents=intents, asked=asked_before.asked, question=True)


def _said_before(event: Event, about: frozenset[str], scene: Scene) -> bool:
    earlier = [
        e for e in scene.history if e.kind is EventKind.SAID and e.author == event.author and e.id != event.id
    ]
    return any(e.id not in scene.unread and stems(e.text) == about for e in earlier)


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


def known_names(scene: Scene) -> tuple[str, ...]:
    """First names and surnames, folded, of the people of this room and of those in the persona's life."""
    persona = scene.person.persona
    known = (*scene.others, persona.name, *persona.nicknames, *(r.name for r in persona.relationships))
    return tuple(dict.fromkeys(folded(part) for name in known for part in name.split() if len(part) > 2))


def sayable(event: Event) -> str:
    """The speaker's first name, if it is one that can stand in a sentence."""
    if not isinstance(event.author, (HumanAuthor, PersonAuthor)):
        return ""
    found = _NAME.match(event.author.name.strip())
    first = found.group().split()[0] if found else ""
    return first if 1 < len(first) <= 20 else ""
