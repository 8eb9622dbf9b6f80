"""The floor of a chat: those called answer, within the caps; else a draw among those who heard."""

from datetime import datetime, timedelta

from troupe.floor.addressing.addressees import Addressed
from troupe.floor.addressing.message_addressing import address
from troupe.floor.ambient_caps import CapRoom, cooling_until, room
from troupe.floor.decision_draft import Choosing, Obligation, obligations
from troupe.floor.interest_draws import CallInRoom, Draw, call_of, draws
from troupe.worlds.floor_view import FloorView
from troupe.worlds.transcript import Event, HumanAuthor, PersonAuthor

LATE_WAKE = timedelta(seconds=30)
"""How late the wake of a draw put off by typing may come and still be taken."""
_STRENGTH = (
    CallInRoom.ELSEWHERE,
    CallInRoom.CLOSING,
    CallInRoom.ASIDE,
    CallInRoom.AMONG,
    CallInRoom.REMARK,
    CallInRoom.OPEN,
)


def ambient(view: FloorView) -> tuple[Choosing, str]:
    """Who may act in an ambient world, and the decision's reason."""
    choosing, left = Choosing(view), room(view)
    events = choosing.live
    left = _oblige(choosing, obligations(choosing, events, by_people=True), left)
    reason = _draw(choosing, events, left)
    for member in view.members:
        choosing.note(member, _why_not(view, member.id))
    called = ", ".join(f"{c.member.name} {c.reason}" for c in choosing.in_order() if c.obliged)
    return choosing, "; ".join(part for part in (called, reason) if part)


def _oblige(choosing: Choosing, calls: tuple[Obligation, ...], left: CapRoom) -> CapRoom:
    """Grant the floor to those called, humans' calls first, and return what the caps leave."""
    for call in sorted(calls, key=lambda c: (c.by_person, -(c.event.heard or 0))):
        member, event = call.member, call.event
        limit = left.calls if call.by_person else left.turns
        until = (
            cooling_until(member.id, event.author.id, choosing.view)
            if isinstance(event.author, PersonAuthor)
            else None
        )
        if member.busy:
            choosing.note(member, "busy with a turn; called meanwhile and answers after it")
        elif limit <= 0:
            choosing.note(member, "called, but the cap on talk without a human is reached")
        elif until is not None:
            choosing.note(member, "called, but has said enough to that person for now")
            choosing.wakes.append(until)
        else:
            choosing.choose(member, event, call.how, obliged=True)
            left = CapRoom(left.turns - 1, left.calls - 1)
    return left


def _draw(choosing: Choosing, events: tuple[Event, ...], left: CapRoom) -> str:
    """Draw for the message that calls nobody and most asks for an answer; say how it went."""
    view = choosing.view
    fresh = [e for e in events if _fresh(e, view)]
    asked = [(e, meant, call_of(e, meant, view)) for e in fresh if not _calls_people(e, meant := address(e, view))]
    humans = [a for a in asked if isinstance(a[0].author, HumanAuthor)]
    if humans:
        event, meant, call = max(humans, key=lambda a: (_STRENGTH.index(a[2]), a[0].heard or 0))
    elif asked and asked[-1][0] is fresh[-1]:
        event, meant, call = asked[-1]
    else:
        return "" if choosing.chosen else "nothing new to answer"
    if left.calls <= 0:
        return "nobody called; the cap on answers without a human is reached"
    if (until := _typing(event, view)) is not None:
        choosing.wakes.append(until)
        for member in view.members:
            choosing.note(member, "waits: a human is typing")
        return "nobody called; waiting for a human who is typing"
    return _take(choosing, event, draws(event, meant, call, view), call, left)


def _take(choosing: Choosing, event: Event, drawn: tuple[Draw, ...], call: CallInRoom, left: CapRoom) -> str:
    """Grant the floor to the winners of a draw, and where a question is open to the room, to the one whose
    interests it touches most, else to the first in rank if it has no winner."""
    view = choosing.view
    free = {
        m.id: m
        for m in view.members
        if not m.busy and not m.quiet and event.heard in m.unread and m.id not in choosing.chosen
    }
    standing = [d for d in drawn if d.person_id in free]
    winners = [d for d in standing if d.won]
    if isinstance(event.author, PersonAuthor):
        speaker = event.author.id
        winners = [d for d in winners if cooling_until(d.person_id, speaker, view) is None][:1]
    unanswered = not winners and not choosing.chosen and view.calls_since_human == 0
    if call is CallInRoom.OPEN and unanswered:
        winners = [d for d in standing if d.chance > 0][:1]
    keen = max((d for d in standing if d.chance > 0 and d.touched > 0), key=lambda d: d.touched, default=None)
    if call is CallInRoom.OPEN and keen is not None and keen not in winners and view.calls_since_human == 0:
        winners = [keen, *winners][: max(1, len(winners))]
    for draw in winners[: left.calls]:
        choosing.choose(free[draw.person_id], event, f"drawn at {draw.chance:.2f} ({call})", obliged=False)
    for draw in standing:
        choosing.note(free[draw.person_id], f"not drawn at {draw.chance:.2f} ({call})")
    names = [free[d.person_id].name for d in winners[: left.calls]]
    return (
        f"nobody called ({call}); drawn: {', '.join(names)}" if names else f"nobody called ({call}); nobody drawn"
    )


def _fresh(event: Event, view: FloorView) -> bool:
    """Whether no draw was taken for the event yet: it is newer than the last decision, or a human typed just after
    it, so that its draw may have been put off. (If it was taken after all, taking it again changes nothing: a draw
    depends on the event alone.)"""
    if (event.heard or 0) > view.decided:
        return True
    latest = view.now - timedelta(seconds=view.world.caps.typing_delay) - LATE_WAKE
    return view.typing_until is not None and event.at < view.typing_until and event.at >= latest


def _typing(event: Event, view: FloorView) -> datetime | None:
    """Until when the draw for the event waits for someone typing; None if it does not."""
    if view.typing_until is None:
        return None
    until = min(view.typing_until, event.at + timedelta(seconds=view.world.caps.typing_delay))
    return until if until > view.now else None


def _calls_people(event: Event, meant: Addressed) -> bool:
    human = isinstance(event.author, HumanAuthor)
    return bool(meant.people) or (human and (meant.everyone or event.mentions_bot))


def _why_not(view: FloorView, person_id: str) -> str:
    member = next(m for m in view.members if m.id == person_id)
    if member.busy:
        return "busy with a turn"
    if member.quiet:
        return "was told to be quiet"
    return "not called" if member.unread else "has heard nothing new"
