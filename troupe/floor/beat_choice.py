"""The one who begins at a beat: one person, by a seeded draw that favours the talkative and those who have said
little."""

import math
from collections import Counter

from troupe.floor.seeded_chance import chance_of
from troupe.worlds.floor_view import FloorDecision, FloorView, Grant, RoomMember
from troupe.worlds.transcript import Event, PersonAuthor

PAIR_LINES = 3
"""After so many lines that two people said in turn, somebody else begins: two talkative ones would go on in
turn for an hour, and to readers that looks like bots caught in a loop. With the three lines that a beat may lead
to, two people come to five at most."""


def begin(view: FloorView, beat: Event) -> FloorDecision:
    """The floor for one person, who may begin, go on or stay silent. Whoever spoke last lets the others begin, and
    so do two who said the last lines in turn; who never speaks unasked, was told to be quiet or is busy is
    left out. A wake that somebody waits for stays as it is."""
    resting = _resting(view)
    free = [m for m in view.members if not m.quiet and not m.busy and m.talkativeness > 0]
    candidates = [m for m in free if m.id not in resting] or free
    line_counts = Counter(e.author.id for e in view.recent if isinstance(e.author, PersonAuthor))
    beginner = min(candidates, key=lambda m: (_rank(m, line_counts[m.id], beat, view), m.seat), default=None)
    notes = {m.id: _why_not(m, resting) for m in view.members if m is not beginner}
    if beginner is None:
        return FloorDecision(notes=notes, reason="a beat, but nobody is free to begin", wake_at=view.world.wake_at)
    grant = Grant(person_id=beginner.id, trigger=beat.id, obliged=False, reason="drawn to begin by themselves")
    reason = f"a beat; drawn to begin: {beginner.name}"
    return FloorDecision(grants=(grant,), notes=notes, reason=reason, wake_at=view.world.wake_at)


def _rank(member: RoomMember, said: int, beat: Event, view: FloorView) -> float:
    """An exponential race (the first arrival among rates is a draw by weight): talkativeness over lines lately
    said."""
    chance = chance_of(view.world.seed, beat.seq, "begins", str(member.seat), member.name)
    return -math.log(1 - chance) * (1 + said) / member.talkativeness


def _resting(view: FloorView) -> frozenset[str]:
    """The ids of those who have just had their say."""
    speakers = [event.author.id for event in view.recent[-PAIR_LINES:] if isinstance(event.author, PersonAuthor)]
    if len(speakers) == PAIR_LINES and speakers[:-2] == speakers[2:] and speakers[0] != speakers[1]:
        return frozenset(speakers)
    last = view.recent[-1].author if view.recent else None
    return frozenset({last.id} if isinstance(last, PersonAuthor) else ())


def _why_not(member: RoomMember, resting: frozenset[str]) -> str:
    if member.quiet:
        return "was told to be quiet"
    if member.busy:
        return "busy with a turn"
    if member.talkativeness == 0:
        return "never begins unasked"
    return "has spoken last" if member.id in resting else "not drawn to begin"
