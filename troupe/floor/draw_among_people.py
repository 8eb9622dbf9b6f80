"""Draws in talk that began by itself: who takes up what a person says after a beat of the rhythm. Seeded, so never
rolled twice differently. What a human says is never drawn for: see `ask_candidates.py`."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from troupe.floor.interest_match import relevance
from troupe.floor.seeded_chance import chance_of
from troupe.worlds.floor_view import FloorView, RoomMember
from troupe.worlds.transcript import Event, PersonAuthor

FATIGUE_WINDOW = 6
"""The number of latest lines in which having spoken tires."""
_KEENNESS = 0.35
"""The chance that a person of talkativeness 1 goes on, before relevance: chosen by hand, so that what somebody
begins at a beat is taken up about every other time."""
_RELEVANT = 0.4
"""How much a line about exactly their interests adds."""
_NAMED = 0.6
"""The least chance of someone whom the line names."""


@dataclass(frozen=True, slots=True)
class Draw:
    """The fall of a person's draw. `rank` orders the drawn (lower first); `won` says that they go on."""

    person_id: str
    chance: float
    rank: float
    won: bool


def draws(event: Event, named: Sequence[str], view: FloorView) -> tuple[Draw, ...]:
    """How the draw of each person but the author falls, best rank first; `named` are the ids of those the line
    names."""
    author = event.author.id
    lots = [_draw(member, event, named, view) for member in view.members if member.id != author]
    return tuple(sorted(lots, key=lambda draw: (draw.rank, draw.person_id)))


def _draw(member: RoomMember, event: Event, named: Sequence[str], view: FloorView) -> Draw:
    seed, place = view.world.seed, event.heard or 0
    lot = chance_of(seed, place, str(member.seat), member.name)
    chance = _chance(member, event, named, view)
    rank = -math.log(1 - chance_of(seed, place, "rank", str(member.seat), member.name)) / max(chance, 1e-6)
    return Draw(member.id, chance, rank, lot < chance)


def _chance(member: RoomMember, event: Event, named: Sequence[str], view: FloorView) -> float:
    if member.talkativeness == 0 and member.id not in named:
        return 0.0
    touched = relevance(event.text, member.interests)
    chance = _KEENNESS * member.talkativeness + _RELEVANT * touched * min(1.0, 2 * member.talkativeness)
    chance = min(0.95, chance) * (1.0 - 0.5 * _fatigue(member, event, view))
    return max(chance, _NAMED) if member.id in named else chance


def _fatigue(member: RoomMember, event: Event, view: FloorView) -> float:
    """The share of the latest lines before the event that were theirs."""
    earlier = [e for e in view.recent if e.heard is not None and e.heard < (event.heard or 0)][-FATIGUE_WINDOW:]
    return (
        sum(1 for e in earlier if isinstance(e.author, PersonAuthor) and e.author.id == member.id) / FATIGUE_WINDOW
    )
