"""One person in one turn: what they heard, what they can tell, the words they have for it."""

import random
import re
import zlib
from dataclasses import dataclass, field

from troupe.llm.understudy.hearing.freshness import Freshness, sentences
from troupe.llm.understudy.hearing.heard_message import Heard, own_lines
from troupe.llm.understudy.talk.fitting import Scored, fitting
from troupe.llm.understudy.voice.persona_material import Material, MaterialItem, material
from troupe.llm.understudy.voice.phrase_slots import slots
from troupe.llm.understudy.voice.temper import temper
from troupe.llm.understudy.voice.wording import Wording
from troupe.people.persona.persona import Persona
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import Event

_AMONG = 8
"""Of so many fresh items one is drawn."""


@dataclass(slots=True)
class PlayedRole:
    """`earlier` is what this person said before anything the scene shows; `fits` are the items that have to do
    with what was heard, the best first."""

    scene: Scene
    heard: Heard
    rng: random.Random
    earlier: tuple[str, ...] = ()
    persona: Persona = field(init=False)
    temper: str = field(init=False)
    known: Material = field(init=False)
    fits: Scored = field(init=False)
    words: Wording = field(init=False)
    mine: list[Event] = field(init=False)

    def __post_init__(self) -> None:
        self.persona = self.scene.person.persona
        self.temper = temper(self.persona)
        self.known = material(self.persona)
        self.fits = fitting(self.heard, self.known)
        self.words = Wording(
            self.scene, self.temper, self.rng, slots(self.persona, self.heard), Freshness(self.scene, self.earlier)
        )
        self.mine = own_lines(self.scene)

    def first(self, scored: Scored, kinds: tuple[str, ...] = ()) -> tuple[MaterialItem, str] | None:
        """The best of these items that is of these kinds (of any, if none are given) and still new, as told."""
        for _, item in scored[:10]:
            if (not kinds or item.kind in kinds) and (told := self.words.told(item)):
                return item, told
        return None

    def of_kind(self, kind: str) -> Scored:
        """The items of a kind, in this person's order, absent people before those who can speak for themselves."""
        items = [item for item in self._in_turn() if item.kind == kind]
        items.sort(key=lambda item: item.who in self.scene.others)
        return [(1.0, item) for item in items]

    def any(self, kinds: tuple[str, ...], preferred: re.Pattern[str] | None = None, *, without: str = "") -> str:
        """One item of these kinds: those that fit what was said first, then the preferred, absent people before
        those who are here to speak for themselves. Those of one part of the week (`without`) come last."""
        fits = [item for _, item in self.fits if item.kind in kinds]
        others = [item for item in self._in_turn() if item.kind in kinds and item not in fits]
        others = [*self.rng.sample(others[:_AMONG], len(others[:_AMONG])), *others[_AMONG:]]
        others.sort(key=lambda i: (bool(preferred and not preferred.search(i.text)), i.who in self.scene.others))
        others.sort(key=lambda item: bool(without) and item.when == without)
        return next((told for item in (*fits, *others) if (told := self.words.told(item))), "")

    def part_of(self, kind: str) -> dict[str, str]:
        """An item of this kind that was not mentioned, for the slots of a phrase; empty if there is none."""
        items = (
            item for item in self._in_turn() if item.kind == kind and not self.words.fresh.mentioned(item.text)
        )
        found = next(items, None)
        return {} if found is None else self.words.as_part(found)

    def _in_turn(self) -> list[MaterialItem]:
        """All items in an order of this person's own, which begins further on from season to season."""
        items = sorted(self.known.items, key=lambda item: zlib.crc32((self.persona.name + item.text).encode()))
        start = self.words.fresh.season * max(1, len(items) // 3) % max(1, len(items))
        return [*items[start:], *items[:start]]

    def with_lead(self, lead: str, matter: str) -> list[str]:
        """A lead-in before the matter, unless that is long already."""
        return [lead if matter and len(sentences(matter)) < 3 else "", matter]
