"""Playing a person for one turn: whether to speak, react or stay silent, and what to say."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from troupe.llm.understudy.hearing import Heard, hear, stem
from troupe.llm.understudy.material import Item, fitting, material
from troupe.llm.understudy.phrases import folded, phrases
from troupe.llm.understudy.slots import slots
from troupe.llm.understudy.temper import level, temper
from troupe.llm.understudy.wording import Wording, sentences
from troupe.people.persona import Persona
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import Event, EventKind, PersonAuthor

ASKED_FOR = {
    "family": ("person",), "likes": ("like", "interest"), "dislikes": ("dislike",), "beliefs": ("belief",),
    "goals": ("goal",), "doing": ("habit",), "story": ("fact",), "job": ("work",),
}  # fmt: skip
"""Questions that a kind of item answers, whatever its topic."""

FACTS = ("stand_in", "age", "name", "job", "home", "languages")
"""Questions about the person that have one answer."""

SOCIAL = (
    "how_are_you", "thanks", "farewell", "sorry", "compliment", "insult", "laugh", "sad", "happy", "agreement",
    "disagreement", "greeting",
)  # fmt: skip

_SMALL = frozenset({"laugh", "agreement", "thanks", "farewell"})
_PERSONAL = frozenset({"insult", "compliment", "sad", "happy", "how_are_you", "thanks", "sorry"})
"""What one person says to another is not taken personally by a third."""
_FAMILY = re.compile(
    r"\b(mother|father|parents?|husband|wife|partner|sister|brother|daughter|son|gran\w*|aunt|uncle|cousin|child|kids?|"
    r"married|raised|widow\w*|girlfriend|boyfriend|friend|dog|cat)\b",
    re.IGNORECASE,
)
_OPEN_ENDED = frozenset({"likes", "dislikes", "beliefs", "goals", "doing", "job", "home", "opinion", "name"})
_CLOSED = frozenset({*SOCIAL, "stand_in", "foreign"})
_FITS = 0.5
"""The least score at which an item answers what was said rather than being dragged in."""


@dataclass(frozen=True, slots=True)
class Part:
    """What the person does in this turn."""

    speech: str = ""
    emoji: str = ""
    thought: str = ""
    target: str = ""
    attention: str = ""
    emotions: str = ""
    goals: str = ""
    context: tuple[str, ...] = field(default=())


def play(scene: Scene, seed: int) -> Part:
    """The turn. The same scene and seed always give the same part."""
    heard = hear(scene)
    if heard is None:
        return Part()
    persona = scene.person.persona
    key = f"{seed}:{scene.person.ref.slug}:{heard.event.id}:{len(scene.history)}"
    rng = random.Random(key)  # noqa: S311 - variety that can be repeated, not secrecy
    player = _Player(scene, heard, persona, rng)
    choice = player.floor()
    speech = player.speech() if choice == "speak" else ""
    emoji = "" if speech or choice == "silent" else player.emoji()
    return Part(
        speech=speech,
        emoji=emoji,
        thought=player.thought() if speech and rng.random() < 0.3 else "",
        target=heard.who if speech else "",
        attention=heard.topic or heard.who,
        emotions=player.feeling(),
        goals=scene.person.state.goals or player.goal(),
        context=player.context(),
    )


class _Player:
    def __init__(self, scene: Scene, heard: Heard, persona: Persona, rng: random.Random) -> None:
        self._scene, self._heard, self._persona, self._rng = scene, heard, persona, rng
        self._temper = temper(persona)
        self._items = material(persona)
        self._fitting = [(score, item) for score, item in fitting(heard, self._items) if score >= _FITS]
        self._words = Wording(scene, self._temper, rng, slots(persona, heard))

    def floor(self) -> str:
        """`speak`, `react` or `silent`. Who was asked speaks; so does the first to answer a human."""
        heard, talk, draw = self._heard, self._persona.talkativeness, self._rng.random()
        if self._scene.obliged or self._scene.together:
            return "speak"
        if heard.event.kind is EventKind.BEAT:
            return "speak" if draw < 0.3 + 0.6 * talk else "silent"
        small = bool(heard.intents) and heard.intents[0] in _SMALL and not heard.question
        if heard.human and not self._answered():
            return "react" if small and draw > talk else "speak"
        willing = 0.15 + 0.5 * talk + (0.25 if self._fitting else 0.0) + (0.1 if heard.question else 0.0)
        if draw < willing * (0.5 if small else 1.0):
            return "speak"
        return "react" if draw > 0.82 else "silent"

    def _answered(self) -> bool:
        """Whether another person has spoken since."""
        ids = [e.id for e in self._scene.history]
        after = ids.index(self._heard.event.id) + 1 if self._heard.event.id in ids else len(ids)
        later = self._scene.history[after:]
        return any(e.kind is EventKind.SAID and isinstance(e.author, PersonAuthor) for e in later)

    def speech(self) -> str:
        """Up to three sentences, none of them heard before; empty if everything has been said."""
        for pieces in self._ways():
            if matter := [piece for piece in pieces if piece]:
                return self._words.spelt(self._with_hook(matter))
        return ""

    def _ways(self) -> Iterator[list[str]]:
        """What could be said, the most fitting first."""
        intents = self._heard.intents
        if self._heard.event.kind is EventKind.BEAT:
            yield from self._beginning()
            return
        if "foreign" in intents:
            yield [self._words.occasion("foreign")]
        if asked := [intent for intent in FACTS if intent in intents]:
            yield [self._words.occasion(intent) for intent in asked[:2]]
        if spoken_of := self._of_people():
            yield spoken_of
        for intent, kinds in ASKED_FOR.items():
            if intent in intents:
                told = self._any(kinds, _FAMILY if intent == "family" else None)
                yield [self._opening_for(intent) if told else "", told]
        yield from self._social(("sad", "happy", "how_are_you", "insult", "compliment"))
        if matter := self._on_topic():
            yield matter
        if self._heard.again:
            yield [self._words.occasion("again")]
        if "advice" in intents:
            yield [self._words.occasion("advice")]
        yield from self._social(SOCIAL)
        if self._heard.question and "opinion" in intents:
            yield [self._words.occasion("indifferent")]
        if self._heard.question:
            yield [self._words.occasion("dont_know")]
        yield from self._anything()

    def _beginning(self) -> Iterator[list[str]]:
        """What one begins with of oneself: something of one's life or views, now and then put to the others."""
        kinds = ("habit", "belief", "like", "dislike", "fact", "interest", "goal")
        for kind in self._rng.sample(kinds, len(kinds)):
            if told := self._any((kind,)):
                asks = self._rng.random() < 0.15 + 0.3 * self._persona.talkativeness
                yield [told, self._words.hook() if asks else ""]
        yield [self._words.voice()]

    def _social(self, intents: tuple[str, ...]) -> Iterator[list[str]]:
        """Answers to what is said for company's sake; a greeting with a question behind it waits its turn."""
        for intent in intents:
            meant = self._heard.human or self._scene.obliged or intent not in _PERSONAL
            if meant and intent in self._heard.intents:
                yield [self._words.occasion(intent)]

    def _of_people(self) -> list[str]:
        """Something about the person who was spoken of; asked about oneself, who one is."""
        for _, item in self._fitting:
            if (
                item.who
                and set(folded(item.who).split()) & set(self._heard.about)
                and (told := self._words.told(item))
            ):
                return [told]
        mine = set(folded(self._persona.name).split()) & set(self._heard.about)
        if mine and "opinion" in self._heard.intents and not self._heard.stems:
            return [self._words.occasion("name")]
        return []

    def _on_topic(self) -> list[str]:
        """An item that fits, after agreeing or disagreeing where there is something to agree with."""
        for _, item in self._fitting[:8]:
            if told := self._words.told(item):
                return [self._stance(item) if len(sentences(told)) < 3 else "", told]
        return []

    def _stance(self, item: Item) -> str:
        """A reaction to the other's view: by whether they and I like the thing; between people, by temper."""
        kind = "neutral"
        mine = {"like": 1, "interest": 1, "dislike": -1}.get(item.kind, 0)
        if self._heard.mood and mine:
            kind = "agree" if self._heard.mood == mine else "disagree"
        elif item.kind == "belief" and not self._heard.question:
            contrary = 0.5 - 0.15 * level(self._persona, "agreeableness")
            kind = "disagree" if self._rng.random() < contrary else "agree"
        chance = 0.45 if kind == "neutral" else 0.8
        quiet = self._temper == "terse"
        return self._words.opening(kind) if self._rng.random() < (chance / 2 if quiet else chance) else ""

    def _opening_for(self, intent: str) -> str:
        if self._rng.random() < 0.5:
            return ""
        return self._words.occasion("family" if intent == "family" else "about_self")

    def _any(self, kinds: tuple[str, ...], preferred: re.Pattern[str] | None = None) -> str:
        """One item of these kinds: those that fit what was said first, then the preferred, absent people before
        those who are here to speak for themselves."""
        fits = [item for _, item in self._fitting if item.kind in kinds]
        others = [item for item in self._items if item.kind in kinds and item not in fits]
        others = self._rng.sample(others, len(others))
        others.sort(key=lambda i: (bool(preferred and not preferred.search(i.text)), i.who in self._scene.others))
        return next((told for item in (*fits, *others) if (told := self._words.told(item))), "")

    def _anything(self) -> Iterator[list[str]]:
        """When nothing fits: a remark, one of the person's own lines, or whatever is on their mind."""
        remarks = [self._words.occasion("comment"), self._words.voice()]
        yield from ([remark] for remark in self._rng.sample(remarks, 2))
        yield [self._any(("belief",))]
        yield [self._any(("interest", "like", "dislike", "habit", "fact", "lore", "goal", "skill"))]

    def _with_hook(self, pieces: list[str]) -> list[str]:
        """Now and then a question back, to a human who did not get one last time."""
        if not self._heard.human or sum(len(sentences(piece)) for piece in pieces) > 2:
            return pieces
        mine = [e for e in self._scene.history if e.kind is EventKind.SAID and _author(e) == self._scene.person.id]
        asked = bool(mine) and "?" in mine[-1].text
        open_ended = self._heard.topic or _OPEN_ENDED & set(self._heard.intents)
        if asked or not open_ended or _CLOSED & set(self._heard.intents) or "?" in " ".join(pieces):
            return pieces
        chance = 0.12 + 0.3 * self._persona.talkativeness
        return [*pieces, self._words.hook()] if self._rng.random() < chance else pieces

    def emoji(self) -> str:
        by_word = phrases().emoji_by_word
        for word in by_word:
            if stem(word) in self._heard.stems:
                return by_word[word]
        table = phrases().emoji
        kind = next((intent for intent in self._heard.intents if intent in table), "any")
        return self._rng.choice(table[kind])

    def thought(self) -> str:
        return self._words.thought()

    def feeling(self) -> str:
        feel = phrases().feel
        return next((feel[intent] for intent in self._heard.intents if intent in feel), feel["any"])

    def goal(self) -> str:
        return next((item.text for item in self._items if item.kind == "goal"), "")

    def context(self) -> tuple[str, ...]:
        """The latest things worth keeping, the new one last."""
        if not self._heard.who or not self._heard.topic:
            return self._scene.person.state.context
        fact = f"{self._heard.who} spoke of {self._heard.topic}"
        return (*(known for known in self._scene.person.state.context if known != fact), fact)[-5:]


def _author(event: Event) -> str:
    return event.author.id if isinstance(event.author, PersonAuthor) else ""
