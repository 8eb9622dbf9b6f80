"""The limits of an ambient world: how long people talk among themselves, and how often to one another."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from troupe.floor.addressing.message_addressing import address
from troupe.worlds.floor_view import FloorView
from troupe.worlds.transcript import Event, HumanAuthor, PersonAuthor

MINUTE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class CapRoom:
    """The number of people who may still be granted the floor before a human must speak: `turns` in all, of
    which at most `calls` after a human message that was for nobody here or after a beat, its answers' answers
    included."""

    turns: int
    calls: int


def room(view: FloorView) -> CapRoom:
    """What the caps leave. Turns under way, and those whose words are not delivered yet, count as spoken."""
    caps = view.world.caps
    under_way = len(_by_themselves(view)) + sum(1 for m in view.members if m.busy)
    turns = max(0, caps.in_a_row - max(under_way, view.calls_since_human))
    if view.unprompted:
        turns = min(turns, max(0, caps.calls_per_beat - view.calls_since_human))
        return CapRoom(turns, turns)
    human = next((e for e in reversed(view.recent) if isinstance(e.author, HumanAuthor)), None)
    if human is None:
        return CapRoom(turns, 0)
    meant = address(human, view)
    if meant.people or meant.everyone or human.mentions_bot:
        return CapRoom(turns, turns)
    return CapRoom(turns, min(turns, max(0, caps.calls_per_unaddressed - view.calls_since_human)))


def cooling_until(speaker: str, partner: str, view: FloorView) -> datetime | None:
    """When `speaker` may answer `partner` again, if they have spoken to them too often; None if they may now."""
    caps = view.world.caps
    times = [event.at for event, by, to in _spoken_to(view) if by == speaker and to == partner]
    if not times or sum(1 for at in times if times[-1] - at < MINUTE) < caps.pair_per_minute:
        return None
    until = times[-1] + timedelta(seconds=caps.pair_cooldown)
    return until if until > view.now else None


def _spoken_to(view: FloorView) -> list[tuple[Event, str, str | None]]:
    """Each person's line that may still count, with its speaker and whom it was for: those it names, else who
    spoke just before."""
    lines: list[tuple[Event, str, str | None]] = []
    last: str | None = None
    oldest = view.now - MINUTE - timedelta(seconds=view.world.caps.pair_cooldown)
    for event in view.recent:
        speaker = event.author.id if isinstance(event.author, PersonAuthor) else None
        if speaker is not None and event.at >= oldest:
            lines += [(event, speaker, to) for to in address(event, view).people or (last,)]
        last = speaker
    return lines


def _by_themselves(view: FloorView) -> list[Event]:
    """The people's lines since a human last spoke or the rhythm last beat."""
    last = max((i for i, e in enumerate(view.recent) if isinstance(e.author, HumanAuthor)), default=-1)
    since = view.stirred or 0
    return [e for e in view.recent[last + 1 :] if isinstance(e.author, PersonAuthor) and (e.heard or 0) > since]
