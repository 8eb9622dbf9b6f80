"""Putting things into words: choosing a phrase nobody here has heard yet, filling it, capitals and marks."""

import random
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from troupe.llm.understudy.hearing.freshness import Freshness, sentences
from troupe.llm.understudy.hearing.phrase_files import FALLBACK, phrases
from troupe.llm.understudy.voice.first_person import own
from troupe.llm.understudy.voice.persona_material import MaterialItem, pronoun
from troupe.people.persona.persona import Persona

MOST_SENTENCES = 3
_FEW = 2
"""Sentences of the terse."""
_PET_SHARE = 0.35
"""The share of whole items told with one of the words this person cannot do without."""
_AS_IT_STANDS = 0.4
"""The share of items that are sentences already and are said without a frame."""
_MOSTLY = 0.85
_LEAST_LINES = 5
_CALM, _LOUD = 0.1, 0.5
"""The share of "!" below which someone is calm, and from which on loud."""
_SLOT = re.compile(r"\{(\w+)\}")
_END = re.compile(r"[.!?…](?=[\s\"”’)]|$)")
_WHOLE = frozenset({"lore", "belief", "habit", "fact", "skill", "health", "person", "education", "field"})
"""Kinds of items whose text is a sentence; the others are parts of one."""


class Wording:
    """One person's words in one turn. What was heard in this scene is out of the question."""

    def __init__(
        self, persona: Persona, temper: str, rng: random.Random, slots: dict[str, str], fresh: Freshness
    ) -> None:
        self._persona = persona
        self._temper = temper
        self._rng = rng
        self._slots = {name: value for name, value in (_facts(persona) | slots).items() if value}
        self.fresh = fresh

    def occasion(self, intent: str, **values: str) -> str:
        """What this person says when greeted, thanked and so on: their own sayings before their temper's."""
        return self.own(intent, **values) or self._made(phrases().say.get(intent, {}), **values)

    def own(self, intent: str, **values: str) -> str:
        """One of the persona's sayings for it, as it was written but for what fills its slots."""
        return self._choose(self._in_season(self._persona.sayings.get(intent, ())), values)

    def hook(self) -> str:
        return self.own("hook") or self._made(phrases().hook)

    def thought(self) -> str:
        return self._made(phrases().think)

    def told(self, item: MaterialItem) -> str:
        """The item in a sentence or more; empty if it was told before."""
        text = self._unheard(item) if item.kind in _WHOLE else item.text.strip().rstrip(".")
        if not text or (item.kind not in _WHOLE and self.fresh.mentioned(text)):
            return ""
        values = self.as_part(item, text)
        plainly = self._choose(("{Line}",), values) if item.kind in _WHOLE and not item.who else ""
        if item.kind == "lore":
            return plainly
        if plainly and self._rng.random() < _AS_IT_STANDS:
            return (self.own("pet", **values) if self._rng.random() < _PET_SHARE else "") or plainly
        return self.own(item.kind, **values) or self._made(phrases().tell.get(item.kind, {}), **values) or plainly

    def as_part(self, item: MaterialItem, text: str = "") -> dict[str, str]:
        """What an item fills the slots of a phrase with."""
        text = text or item.text.strip().rstrip(".")
        head = re.split(r",| (?:of|that|which|who|with|in|on|from|for|at|to|and) ", text)[0]
        many = head.endswith("s") and not head.endswith(("ss", "us", "is"))
        part = {
            "line": _inside(text, self._persona),
            "Line": _capital(text),
            "is": "are" if many else "is",
            "s": "" if many else "s",
        }
        return part | ({"who": item.who} if item.who else {})

    def verbatim(self, lines: Sequence[str]) -> str:
        """One of these lines as it stands; empty if all were heard."""
        ordered = self._in_season([line.strip() for line in lines])
        return next((line for line in ordered if line and not self.fresh.stale(line)), "")

    def spelt(self, pieces: Iterable[str]) -> str:
        """The pieces as one speech of a few sentences, with the capitals and marks that this person uses."""
        most = _FEW if self._temper == "terse" else MOST_SENTENCES
        parts = [piece for piece in pieces if piece]
        while len(parts) > 1 and sum(len(sentences(piece)) for piece in parts) > most:
            parts.remove(min(parts, key=len))
        choice = list(dict.fromkeys(sentence for piece in parts for sentence in sentences(piece)))[:MOST_SENTENCES]
        text = " ".join(re.sub(r"\bi(?=\b(?!\.))", "I", _capital(sentence)) for sentence in choice)
        small = _habits(self._persona).small
        return re.sub(r"\b(?!\w*_)\w+", lambda word: word[0].lower(), text) if small else text

    def _unheard(self, item: MaterialItem) -> str:
        """The item's text, at most three sentences; empty if heard before. Of people, what is new about them."""
        parts = sentences(item.text)
        fresh = [part for part in parts if not self.fresh.mentioned(part)]
        if item.kind == "person":
            parts = fresh
        return " ".join(parts[:MOST_SENTENCES]) if parts and len(fresh) >= len(parts) else ""

    def _made(self, table: dict[str, tuple[str, ...]], **values: str) -> str:
        """One of the phrases of this temper, in an order of this person's own, as loud as they are."""
        lines = sorted(
            table.get(self._temper) or table.get(FALLBACK, ()),
            key=lambda line: zlib.crc32((self._persona.name + line).encode()),
        )
        text = self._choose(self._in_season(lines), values)
        share = _habits(self._persona).exclaims
        if share is not None and share < _CALM:
            return text.replace("?!", "?").replace("!", ".")
        return re.sub(r"(?<![.…])\.$", "!", text) if share is not None and share >= _LOUD else text

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
                if text and not self.fresh.stale(text):
                    return text
        return ""


def _facts(persona: Persona) -> dict[str, str]:
    """What fills the slots of the phrases about who one is; empty where nothing is known."""
    work, languages = persona.occupation, persona.languages
    return {
        "name": persona.name,
        "first": persona.first_name,
        "age": str(persona.age) if persona.age is not None else "",
        "job": " ".join(word if word.isupper() else word.lower() for word in work.title.split()),
        "Job": _capital(work.title),
        "organization": own(work.organization, pronoun(persona)),
        "where": persona.residence or persona.country_of_residence,
        "nationality": persona.nationality,
        "languages": " and ".join(part for part in (", ".join(languages[:-1]), *languages[-1:]) if part),
    }


def _mended(text: str) -> str:
    """The text without doubled stops, and closed by one."""
    text = re.sub(r"\.(?=[!?,])|(?<=[!?])\.(?!\.)", "", re.sub(r"(?<!\.)\.\.(?!\.)", ".", text.strip()))
    text = re.sub(r"\b([Aa]) (?=[aeio](?!ne\b|nce\b|u[a-z]))", r"\1n ", re.sub(r"(?<=[!?…]),", "", text))
    return f"{text}." if text and (text[-1].isalnum() or text[-1] in "\"”’'") else text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _inside(line: str, persona: Persona) -> str:
    """A line as it goes on in the middle of a sentence: no capital, unless the word has one everywhere."""
    word = re.match(r"[^\W_]+", line)
    if word and word[0] not in _capitalised(persona) and (word[0] == "A" or word[0][1:].islower()):
        return line[:1].lower() + line[1:]
    return line


@lru_cache(maxsize=512)
def _capitalised(persona: Persona) -> frozenset[str]:
    """Words that stand with a capital in the middle of this persona's sentences: names, languages, places."""
    wishes, relations = persona.preferences, persona.relationships
    lines = (
        *(*persona.beliefs, *wishes.interests, *wishes.likes, *persona.skills, *persona.other_facts),
        *(persona.occupation.description, persona.education, persona.residence),
    )
    names = (persona.name, persona.nationality, *persona.languages, *(relation.name for relation in relations))
    inside = (word for line in lines for word in re.findall(r"(?<=[a-z,;] )[A-Z]\w+", line))
    return frozenset((*inside, *" ".join(names).split(), "I"))


@dataclass(frozen=True, slots=True)
class _Habits:
    """How somebody writes, as their own lines show: without capitals, and how much of it is exclaimed (None where
    too few lines are known)."""

    small: bool
    exclaims: float | None


@lru_cache(maxsize=512)
def _habits(persona: Persona) -> _Habits:
    groups = (lines for occasion, lines in persona.sayings.items() if occasion != "stand_in")
    lines = [text for line in (*persona.voice, *(s for g in groups for s in g)) if (text := line.strip())]
    lines = [line for line in lines if "{" not in line]
    openings = [line[0] for line in lines if line[0].isalpha()]
    ends = _END.findall("\n".join(lines)) if len(lines) >= _LEAST_LINES else []
    small = len(openings) > 1 and sum(letter.islower() for letter in openings) > _MOSTLY * len(openings)
    return _Habits(small, ends.count("!") / len(ends) if ends else None)
