"""Putting things into words: choosing a phrase nobody here has heard yet, filling it, a person's spelling."""

import random
import re
import zlib
from collections.abc import Iterable, Sequence

from troupe.llm.understudy.hearing.freshness import Freshness, key, sentences
from troupe.llm.understudy.hearing.phrase_files import of_temper, phrases
from troupe.llm.understudy.voice.manner import manner
from troupe.llm.understudy.voice.persona_material import MaterialItem
from troupe.llm.understudy.voice.spelling import closed, fitted, marked, worded
from troupe.people.persona.persona import Persona
from troupe.worlds.scene import Scene

MOST_SENTENCES = 3
_FEW = 2
"""Sentences of the terse."""
_PET_SHARE = 0.6
_AS_IT_STANDS = 0.55
"""So much of what is a sentence already is said without a frame; so much of that with a pet word."""
_OWN_SHARE = 0.6
"""Of a temper's lines a person uses so many by preference, others than their neighbour of the same temper."""
_SLOT = re.compile(r"\{(\w+)\}")
_WHOLE = frozenset({"lore", "belief", "habit", "fact", "skill", "health", "person", "education"})
"""Kinds of items whose text is a sentence; the others are parts of one."""


class Wording:
    """One person's words in one turn. What was heard in this scene is out of the question."""

    def __init__(
        self, scene: Scene, temper: str, rng: random.Random, slots: dict[str, str], fresh: Freshness
    ) -> None:
        self._persona = scene.person.persona
        self._temper = temper
        self._rng = rng
        self._slots = {name: value for name, value in slots.items() if value}
        self._manner = manner(self._persona)
        self._plain = _capitalised_inside(self._persona)
        self.fresh = fresh

    def opening(self, kind: str) -> str:
        """A short reaction before the matter itself; empty if all have been used."""
        return self._own(kind) or self._made(phrases().open.get(kind, {}))

    def hook(self) -> str:
        return self._own("hook") or self._made(phrases().hook)

    def occasion(self, intent: str, **values: str) -> str:
        """What this person says when greeted, thanked and so on: their own sayings before their temper's."""
        return self._own(intent, **values) or self._made(phrases().say.get(intent, {}), **values)

    def told(self, item: MaterialItem) -> str:
        """The item in a sentence or more; empty if it was told before."""
        text = self._unheard(item) if item.kind in _WHOLE else item.text.strip().rstrip(".")
        if not text or (item.kind not in _WHOLE and self.fresh.mentioned(text)):
            return ""
        values = self._values(item, text)
        if item.kind == "lore":
            return self._choose(("{Line}",), values)
        if item.kind in _WHOLE and item.kind != "person" and self._rng.random() < _AS_IT_STANDS:
            return self._fitted(self._with_pet(values))
        own = self._own(item.kind, **values)
        return own or self._made(phrases().tell[item.kind], **values) or self._plainly(item, values)

    def _as_told(self, item: MaterialItem, text: str) -> str:
        """Lore is written as they speak, the rest is not."""
        return text if item.kind == "lore" else worded(text, self._manner)

    def _with_pet(self, values: dict[str, str]) -> str:
        """A whole item, often with one of the words this person cannot do without; another than last time."""
        pets = self._persona.sayings.get("pet", ())
        if pets and self._rng.random() < _PET_SHARE:
            fresh = [line for line in pets if not self.fresh.just(line)]
            line = self._rng.choice(fresh or pets)
            return _mended(_SLOT.sub(lambda found: values.get(found.group(1), ""), line))
        return self._choose(("{Line}",), values)

    def as_part(self, item: MaterialItem) -> dict[str, str]:
        """What an item fills the slots of a phrase with."""
        return self._values(item, item.text.strip().rstrip("."))

    def _values(self, item: MaterialItem, text: str) -> dict[str, str]:
        text = self._as_told(item, text)
        many = _is_plural(text)
        told = {
            "line": self._inside(text),
            "Line": _capital(text),
            "is": "are" if many else "is",
            "s": "" if many else "s",
        }
        return told | ({"who": item.who} if item.who else {})

    def _plainly(self, item: MaterialItem, values: dict[str, str]) -> str:
        return self._choose(("{Line}",), values) if item.kind in _WHOLE and not item.who else ""

    def _unheard(self, item: MaterialItem) -> str:
        """The item's text, at most three sentences; empty if heard before. Of people, what is new about them."""
        parts = sentences(item.text)
        fresh = [part for part in parts if not self.fresh.mentioned(self._as_told(item, part))]
        if item.kind == "person":
            parts = fresh
        return " ".join(parts[:MOST_SENTENCES]) if parts and len(fresh) >= len(parts) else ""

    def voice(self) -> str:
        """One of the persona's own example lines."""
        return self.verbatim(self._persona.voice)

    def thought(self) -> str:
        return " ".join(_capital(one) for one in sentences(self._made(phrases().think)))

    def verbatim(self, lines: Sequence[str]) -> str:
        """One of these lines as it stands; empty if all were heard."""
        ordered = self._in_season([line.strip() for line in lines])
        return next((line for line in ordered if line and not self.fresh.stale(line)), "")

    def spelt(self, pieces: Iterable[str]) -> str:
        """The pieces as one speech of a few sentences, spelt as this person spells."""
        most = _FEW if self._temper == "terse" else MOST_SENTENCES
        kept = [piece for piece in pieces if piece]
        while len(kept) > 1 and sum(len(sentences(piece)) for piece in kept) > most:
            kept.remove(min(kept, key=len))
        said = list(dict.fromkeys(sentence for piece in kept for sentence in sentences(piece)))[:MOST_SENTENCES]
        text = " ".join(re.sub(r"\bi(?=\b(?!\.))", "I", _capital(sentence)) for sentence in said)
        return closed(text, self._manner)

    def _own(self, occasion: str, **values: str) -> str:
        """One of the persona's sayings for it, as it was written but for what fills its slots."""
        return self._choose(self._in_season(self._persona.sayings.get(occasion, ())), values)

    def _made(self, table: dict[str, tuple[str, ...]], **values: str) -> str:
        """One of the phrases of this temper, in this person's manner."""
        lines = sorted(
            of_temper(table, self._temper), key=lambda line: zlib.crc32((self._persona.name + line).encode())
        )
        share = max(3, round(len(lines) * _OWN_SHARE))
        for part in (lines[:share], lines[share:]):
            ordered = [worded(line, self._manner) for line in self._in_season(part)]
            if text := self._choose(ordered, values):
                return self._fitted(text)
        return ""

    def _fitted(self, text: str) -> str:
        """A text that is not in their own words, with their marks and pet word."""
        *before, last = sentences(text) or [""]
        draw = self._rng.random()
        return " ".join(
            [*(marked(one, self._manner, draw) for one in before), fitted(last, self._manner, draw)]
        ).strip()

    def _in_season(self, lines: Sequence[str]) -> list[str]:
        """The lines in the order of preference: those of this season, shuffled, and the latest used last."""
        step = max(1, -(-len(lines) // 2))
        start = self.fresh.season * step % max(1, len(lines))
        turned = [*lines[start:], *lines[:start]]
        return [*self._rng.sample(turned[:step], len(turned[:step])), *turned[step:]]

    def _choose(self, lines: Sequence[str], values: dict[str, str]) -> str:
        """The first line that can be filled and is neither a sentence nor a turn of phrase heard before."""
        slots = {**self._slots, **values}
        for line in lines:
            if set(_SLOT.findall(line)) <= slots.keys() and not self.fresh.worn(line):
                text = _mended(_SLOT.sub(lambda found: slots[found.group(1)], line))
                if text and not self.fresh.stale(text) and not self._said_with_tag(text):
                    return text
        return ""

    def _said_with_tag(self, text: str) -> bool:
        """Whether it was said with the pet word hung on to it."""
        return bool(self._manner.tag) and any(
            self.fresh.mentioned(f"{key(s)}{self._manner.tag}") for s in sentences(text)
        )

    def _inside(self, line: str) -> str:
        """A line as it goes on in the middle of a sentence: no capital, unless the word has one everywhere."""
        first = re.match(r"[^\W_]+(?:['’-][^\W_]+)*", line)
        if not first or (first.group()[0] == "I" and not first.group()[1:2].isalpha()):
            return line
        if first.group() != "A" and not first.group()[1:].islower():
            return line
        return line if first.group() in self._plain else line[:1].lower() + line[1:]


def _mended(text: str) -> str:
    """Without doubled stops, and closed by one."""
    text = re.sub(r"\.(?=[!?,])|(?<=[!?])\.(?!\.)", "", re.sub(r"(?<!\.)\.\.(?!\.)", ".", text.strip()))
    text = re.sub(r"(?<=[!?…]),", "", text)
    text = re.sub(r"\b([Aa]) (?=[aeio](?!ne\b|nce\b|u[a-z]))", r"\1n ", text)
    return text if not text or text[-1] in ".!?…:)" or _unstopped(text) else f"{text}."


def _unstopped(text: str) -> bool:
    """Whether it ends with what closes a sentence by itself, such as an emoji."""
    return not (text[-1].isalnum() or text[-1] in "\"”’'")


_HEAD = re.compile(r"^(.*?)(?:,| (?:of|that|which|who|with|in|on|from|for|at|to|behind|by|and) |$)")


def _is_plural(part: str) -> bool:
    """Whether a noun phrase takes "are"."""
    head = _HEAD.sub(r"\1", part).rstrip('."”') if part else ""
    joined = re.match(r"^[^,]+ and [^,]+$", part) is not None and "ing " not in part
    return joined or (head.endswith("s") and not head.endswith(("ss", "us", "is")) and "ing " not in f"{head} ")


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
