"""One person in one turn: what they heard, what they can tell, the words they have for it."""

import random
import re
import zlib

from troupe.llm.understudy.hearing.freshness import Freshness
from troupe.llm.understudy.hearing.heard_message import Heard, own_lines
from troupe.llm.understudy.talk.fitting_items import Scored, fitting
from troupe.llm.understudy.voice.persona_material import MaterialItem, material
from troupe.llm.understudy.voice.temper import temper
from troupe.llm.understudy.voice.wording import Wording
from troupe.worlds.scene import Scene

_AMONG = 8
"""The number of fresh items from which one is drawn."""


class PlayedRole:
    """A turn's person. `earlier` is what they said before anything the scene shows; `fits` are the items that have
    to do with what was heard, the best first."""

    def __init__(
        self,
        scene: Scene,
        heard: Heard,
        rng: random.Random,
        earlier: tuple[str, ...],
        taken_back: frozenset[int] = frozenset(),
    ) -> None:
        self.scene, self.heard, self.rng = scene, heard, rng
        self.persona = scene.person.persona
        self.known = material(self.persona)
        self.fits = fitting(heard, self.known)
        self.mine = own_lines(scene)
        self.words = Wording(
            self.persona,
            temper(self.persona),
            rng,
            {"who": heard.who, "topic": heard.topic, "Topic": heard.topic.capitalize()},
            Freshness(scene, earlier, taken_back),
        )

    def first(self, scored: Scored, kinds: tuple[str, ...] = ()) -> str:
        """The best of these items that is of these kinds (of any, if none are given) and still new, as told."""
        fresh = (self.words.told(item) for _, item in scored[:10] if not kinds or item.kind in kinds)
        return next((text for text in fresh if text), "")

    def any(self, kinds: tuple[str, ...], preferred: re.Pattern[str] | None = None) -> str:
        """One item of these kinds: those that fit what was said first, then the preferred; absent people before
        those who are here to speak for themselves."""
        fits = [item for _, item in self.fits if item.kind in kinds]
        rest = [item for item in self.in_turn() if item.kind in kinds and item not in fits]
        rest = [*self.rng.sample(rest[:_AMONG], len(rest[:_AMONG])), *rest[_AMONG:]]
        rest.sort(key=lambda i: (bool(preferred and not preferred.search(i.text)), i.who in self.scene.others))
        return next((text for item in (*fits, *rest) if (text := self.words.told(item))), "")

    def in_turn(self) -> list[MaterialItem]:
        """All items in an order of this person's own, which begins further on from season to season."""
        items = sorted(self.known.items, key=lambda item: zlib.crc32((self.persona.name + item.text).encode()))
        start = self.words.fresh.season * max(1, len(items) // 3) % max(1, len(items))
        return [*items[start:], *items[:start]]
