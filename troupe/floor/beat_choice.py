"""Who begins at a beat: one person, by a seeded draw that favours the talkative and those who have said little."""

import math
from collections import Counter

from troupe.floor.seeded_chance import chance_of
from troupe.worlds.floor_view import FloorDecision, FloorView, Grant, RoomMember
from troupe.worlds.transcript import Event, PersonAuthor


def begin(view: FloorView, beat: Event) -> FloorDecision:
    """The floor for one person, who may begin, go on or stay silent. Whoever spoke last lets the others begin; who
    never speaks unasked, was told to be quiet or is busy is left out. A wake that somebody waits for stays as it
    is."""
    last = view.recent[-1].author if view.recent else None
    last_speaker = last.id if isinstance(last, PersonAuthor) else ""
    free = [m for m in view.members if not m.quiet and not m.busy and m.talkativeness > 0]
    candidates = [m for m in free if m.id != last_speaker] or free
    line_counts = Counter(e.author.id for e in view.recent if isinstance(e.author, PersonAuthor))
    beginner = min(candidates, key=lambda m: (_rank(m, line_counts[m.id], beat, view), m.seat), default=None)
    notes = {m.id: _why_not(m, last_speaker) for m in view.members if m is not beginner}
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


def _why_not(member: RoomMember, last_speaker: str) -> str:
    if member.quiet:
        return "was told to be quiet"
    if member.busy:
        return "busy with a turn"
    if member.talkativeness == 0:
        return "never begins unasked"
    return "has spoken last" if member.id == last_speaker else "not drawn to begin"
