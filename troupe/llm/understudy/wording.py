"""Putting things into words: choosing a phrase nobody here has heard yet, filling it, a person's spelling."""

import random
import re
from collections.abc import Iterable, Sequence

from troupe.llm.understudy.material import Item
from troupe.llm.understudy.phrases import of_temper, phrases
from troupe.llm.understudy.temper import lower_case
from troupe.people.persona import Persona
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import EventKind

MOST_SENTENCES = 3

_END = re.compile(r"(?<=[.!?…])[\"”’)]*\s+")
_SLOT = re.compile(r"\{(\w+)\}")
_WORDS = frozenset({EventKind.SAID, EventKind.THOUGHT})
_WHOLE = frozenset({"lore", "belief", "habit", "fact", "skill", "health", "person"})
"""Kinds of items whose text is a sentence; the others are parts of one."""


class Wording:
    """One person's words in one turn. Every sentence already seen in this scene is out of the question."""

    def __init__(self, scene: Scene, temper: str, rng: random.Random, slots: dict[str, str]) -> None:
        self._persona = scene.person.persona
        self._temper = temper
        self._rng = rng
        self._slots = {name: value for name, value in slots.items() if value}
        self._lower = lower_case(self._persona)
        self._plain = _capitalised_inside(self._persona)
        self._heard = {
            key for e in scene.history if e.kind in _WORDS for key in map(_key, sentences(e.text)) if key
        }

    def opening(self, kind: str) -> str:
        """A short reaction before the matter itself; empty if all have been used."""
        return self._choose(of_temper(phrases().open[kind], self._temper))

    def hook(self) -> str:
        return self._choose(of_temper(phrases().hook, self._temper))

    def occasion(self, intent: str) -> str:
        """What this person says when greeted, thanked and so on: their own sayings before their temper's."""
        own_lines = self._choose(self._persona.sayings.get(intent, ()), fill=False)
        return own_lines or self._choose(of_temper(phrases().say.get(intent, {}), self._temper))

    def told(self, item: Item) -> str:
        """The item in a sentence or more; empty if it was told before."""
        text = self._unheard(item) if item.kind in _WHOLE else item.text.strip().rstrip(".")
        if not text:
            return ""
        templates = list(of_temper(phrases().tell[item.kind], self._temper))
        if item.kind in {"lore", "belief"}:
            templates = templates[:1] * 2 + templates
        values = {"line": self._inside(text), "Line": _capital(text)} | ({"who": item.who} if item.who else {})
        return self._choose(templates, values=values)

    def _unheard(self, item: Item) -> str:
        """The item's text, at most three sentences; empty if heard before. Of people, what is new about them."""
        parts = sentences(item.text)
        fresh = [part for part in parts if _key(part) not in self._heard]
        if item.kind == "person":
            parts = fresh
        return _clipped(" ".join(parts)) if parts and len(fresh) >= len(parts) else ""

    def voice(self) -> str:
        """One of the persona's own example lines."""
        return self._choose(self._persona.voice, fill=False)

    def thought(self) -> str:
        return self._choose(of_temper(phrases().think, self._temper))

    def spelt(self, pieces: Iterable[str]) -> str:
        """The pieces as one speech of at most three sentences, spelt as this person spells."""
        kept: list[str] = []
        for sentence in (s for piece in pieces if piece for s in sentences(piece)):
            if len(kept) < MOST_SENTENCES and _key(sentence) not in map(_key, kept):
                kept.append(sentence)
        text = " ".join(kept)
        if self._lower:
            return text.lower()
        return re.sub(r"\bi(?=\b(?!\.))", "I", " ".join(_capital(sentence) for sentence in sentences(text)))

    def _choose(self, lines: Sequence[str], *, values: dict[str, str] | None = None, fill: bool = True) -> str:
        """A line that can be filled and holds no sentence heard before; empty if there is none."""
        slots = {**self._slots, **(values or {})}
        usable = [line for line in lines if not fill or set(_SLOT.findall(line)) <= slots.keys()]
        for line in self._rng.sample(usable, len(usable)):
            text = _mended(_SLOT.sub(lambda found: slots[found.group(1)], line)) if fill else line.strip()
            if text and not self._stale(text):
                return text
        return ""

    def _stale(self, text: str) -> bool:
        return any(_key(sentence) in self._heard for sentence in sentences(text))

    def _inside(self, line: str) -> str:
        """A line as it goes on in the middle of a sentence: no capital, unless the word has one everywhere."""
        first = re.match(r"[^\W_]+(?:['’-][^\W_]+)*", line)
        if not first or (first.group()[0] == "I" and not first.group()[1:2].isalpha()):
            return line
        if first.group() != "A" and not first.group()[1:].islower():
            return line
        return line if first.group() in self._plain else line[:1].lower() + line[1:]


def sentences(text: str) -> list[str]:
    """A text's sentences."""
    return [part for part in _END.split(text.strip()) if part]


def _key(sentence: str) -> str:
    return re.sub(r"[\W_]+", " ", sentence).strip().casefold()


def _clipped(text: str) -> str:
    return " ".join(sentences(text)[:MOST_SENTENCES])


def _mended(text: str) -> str:
    """Without doubled stops, and closed by one."""
    text = re.sub(r"\.(?=[!?])|(?<=[!?])\.(?!\.)", "", re.sub(r"(?<!\.)\.\.(?!\.)", ".", text.strip()))
    text = re.sub(r"(?<=[!?…]),", "", text)
    text = re.sub(r"\b([Aa]) (?=[aeio](?!ne\b|nce\b|u[a-z]))", r"\1n ", text)
    return text if not text or text[-1] in ".!?…:)" else f"{text}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _capitalised_inside(persona: Persona) -> frozenset[str]:
    """Words that stand with a capital in the middle of this persona's sentences: names, languages, places."""
    lines = (
        *persona.beliefs, *persona.preferences.interests, *persona.preferences.likes, *persona.skills,
        *persona.other_facts, persona.occupation.description, persona.education, persona.residence,
        *(f"x {known.name}. {known.description}" for known in persona.relationships), f"x {persona.name}",
        f"x {persona.nationality}", *(f"x {language}" for language in persona.languages),
    )  # fmt: skip
    found = (re.findall(r"(?<=[a-z,;] )[A-Z]\w+", line) for line in lines)
    return frozenset(word for words in found for word in words)
