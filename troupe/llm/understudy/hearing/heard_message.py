"""A message as far as the understudy understands it: intents, what it asks, of whom it is."""

import re
from dataclasses import dataclass, replace

from troupe.core.word_tokens import plain
from troupe.llm.understudy.hearing.foreign_line import tongue
from troupe.llm.understudy.hearing.member_facts import asks_of_self
from troupe.llm.understudy.hearing.phrase_files import folded, phrases
from troupe.llm.understudy.hearing.question_kind import NOTHING, Ask, HeardQuestion, asked
from troupe.llm.understudy.hearing.word_stems import WORD, is_content, stem, stems, subjects
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import Event, HumanAuthor, PersonAuthor

_NAME = re.compile(r"[^\W_]+(?:[ '’.-][^\W_]+)*")
_FURTHER = re.compile(r"(?:so |ok )?(?:and|what about|how about|or|what)\s+(?:\S+\s*){1,4}\?$", re.IGNORECASE)
"""A question that goes on from the one before it."""
_ELSE = re.compile(r"(?:and )?(?:what|anything|anyone|who|where) else\W*$", re.IGNORECASE)
_LOOKED_BACK = 14
"""Lines in which to look for the question that "and you?" repeats."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The message that this turn answers. `who` is the speaker's name where it can be said aloud; `stems` and
    `subjects` are what items are matched by; `topic` a word to name it with, or empty; `about` the first names of
    people spoken of; `own_fact` what the speaker asks back of what they told; `followed` the line of one's own
    that a "why?" or "really?" takes up."""

    event: Event
    who: str
    human: bool
    text: str
    stems: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    topic: str = ""
    intents: tuple[str, ...] = ()
    asked: HeardQuestion = NOTHING
    about: tuple[str, ...] = ()
    own_fact: str = ""
    followed: str = ""

    @property
    def question(self) -> bool:
        return "?" in self.text or self.asked.kind is not Ask.NOTHING


def hear(scene: Scene) -> Heard | None:
    """What there is to answer in this scene; None if nothing was said. At a beat nothing is answered."""
    if scene.trigger is not None and scene.trigger.facets.occasion:
        return Heard(scene.trigger, "", False, "")
    event = _answered(scene)
    if event is None:
        return None
    names = known_names(scene)
    message = _understood(event, plain(_meant(event, scene, names)), names)
    mine = own_lines(scene)
    if message.asked.kind is Ask.BACK:
        return _asked_back(message, scene, names)
    if message.asked.kind in (Ask.WHY, Ask.MORE) and mine and not _ELSE.match(message.text.strip()):
        return replace(message, followed=mine[-1].text)
    return _further(message, scene, names)


def own_lines(scene: Scene) -> list[Event]:
    """What this person has said in the scene, oldest first."""
    return [e for e in scene.history if e.facets.spoken and author_id(e) == scene.person.id and e.text]


def author_id(event: Event) -> str:
    """The id of the person who said it; empty for members and the house."""
    return event.author.id if isinstance(event.author, PersonAuthor) else ""


def _understood(event: Event, text: str, names: tuple[str, ...]) -> Heard:
    low = folded(text)
    words = WORD.findall(text)
    content = [word for word in words if is_content(word, names)] or [
        word for word in words if folded(word) == "love"
    ]
    of_text = frozenset(stem(word) for word in content)
    intents = tuple(name for name, patterns in phrases().hear.items() if any(p.search(low) for p in patterns))
    if tongue(text) is not None and "languages" not in intents:
        intents = ("foreign", *intents)
    spoken = {folded(word) for word in words}
    return Heard(
        event=event,
        who=sayable(event),
        human=isinstance(event.author, HumanAuthor),
        text=text,
        stems=of_text,
        subjects=subjects(of_text),
        topic=next((folded(word) for word in content if folded(word) in phrases().subjects), ""),
        intents=intents,
        asked=asked(text, names),
        about=tuple(name for name in names if name in spoken),
        own_fact=asks_of_self(text),
    )


def _asked_back(heard: Heard, scene: Scene, names: tuple[str, ...]) -> Heard:
    """ "And you?" heard as the question it repeats: the latest of another, or else what was last told."""
    lines = [e for e in scene.history if e.facets.spoken and e.text and e.id != heard.event.id]
    lines_of_others = [e for e in lines[-_LOOKED_BACK:] if author_id(e) != scene.person.id]
    questions = [e for e in lines_of_others if "?" in e.text and len(e.text.split()) >= 3]
    source = questions[-1] if questions else next((e for e in reversed(lines_of_others) if stems(e.text)), None)
    again = _understood(heard.event, plain(source.text), names) if source is not None else heard
    if again.asked.kind is Ask.BACK:
        return heard
    mine = {folded(part) for part in (scene.person.name, *scene.person.persona.nicknames) for part in part.split()}
    return replace(again, text=f"{again.text}?", about=tuple(name for name in again.about if name in mine))


def _further(heard: Heard, scene: Scene, names: tuple[str, ...]) -> Heard:
    """ "And at the weekend?" heard as the last question of the same speaker, about something else."""
    author, here = heard.event.author, heard.event.id
    before = [e for e in scene.history if e.facets.spoken and e.author == author and e.id != here]
    if not _FURTHER.match(heard.text.strip()) or not before or "?" not in before[-1].text:
        return heard
    first = _understood(before[-1], plain(before[-1].text), names)
    if _ELSE.match(heard.text.strip()):
        return replace(first, event=heard.event)
    intents = dict.fromkeys((*heard.intents, *(i for i in first.intents if i not in ("greeting", "foreign"))))
    return replace(heard, intents=tuple(intents), asked=first.asked)


def _answered(scene: Scene) -> Event | None:
    trigger = scene.trigger
    if trigger is not None and trigger.facets.spoken and trigger.text:
        return trigger
    lines = [e for e in scene.history if e.id in scene.unread and e.facets.spoken and e.text]
    return lines[-1] if lines else None


def _meant(event: Event, scene: Scene, names: tuple[str, ...]) -> str:
    """The words to be answered. A mere call by name, which comes back to an earlier line of the same speaker, has
    the words of that line: "Gerda?" after a question that goes round."""
    text = _all_of_it(event, scene)
    if event.target is None or any(is_content(word, names) for word in WORD.findall(event.text)):
        return text
    earlier = next((e for e in scene.history if e.id == event.target and e.author == event.author), None)
    return earlier.text if earlier is not None and earlier.text else text


def _all_of_it(event: Event, scene: Scene) -> str:
    """The message with what its author said right before and after it and is still unread. What they said before
    someone else spoke was another matter, perhaps for another person."""
    lines = [e for e in scene.history if e.facets.spoken]
    place = next((index for index, e in enumerate(lines) if e.id == event.id), None)
    if place is None:
        return event.text
    first = last = place
    while first > 0 and _goes_with(lines[first - 1], event, scene):
        first -= 1
    while last + 1 < len(lines) and _goes_with(lines[last + 1], event, scene):
        last += 1
    return "\n".join(e.text for e in lines[first : last + 1] if e.text) or event.text


def _goes_with(other: Event, event: Event, scene: Scene) -> bool:
    return other.author == event.author and other.id in scene.unread


def known_names(scene: Scene) -> tuple[str, ...]:
    """First names and surnames, folded, of the people of this room and of those in the persona's life."""
    persona = scene.person.persona
    full_names = (*scene.others, persona.name, *persona.nicknames, *(r.name for r in persona.relationships))
    return tuple(dict.fromkeys(folded(part) for name in full_names for part in name.split() if len(part) > 2))


def sayable(event: Event) -> str:
    """The speaker's first name, if it is one that can stand in a sentence."""
    if not isinstance(event.author, (HumanAuthor, PersonAuthor)):
        return ""
    name = _NAME.match(event.author.name.strip())
    first = name.group().split()[0] if name else ""
    return first if 1 < len(first) <= 20 else ""
