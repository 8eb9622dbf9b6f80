"""The floor of a chat: those called answer, within the caps; a message to nobody is put to one of those who
heard."""

from datetime import datetime, timedelta

from troupe.floor.addressing.message_addressing import address
from troupe.floor.ambient_caps import CapRoom, cooling_until, room
from troupe.floor.ask_candidates import MOST_ASKED, asked_about, budget_allows_another, candidates
from troupe.floor.decision_draft import Choosing, Obligation, obligations
from troupe.floor.draw_among_people import draws
from troupe.floor.message_verdict import calls_people, verdict_on, why_nobody
from troupe.worlds.floor_view import FloorVerdict, FloorView
from troupe.worlds.transcript import Event, HumanAuthor, PersonAuthor

LATE_WAKE = timedelta(seconds=30)
"""How late the wake of an asking put off by typing may come and still be taken."""


def ambient(view: FloorView) -> tuple[Choosing, str]:
    """Who may act in an ambient world, and the decision's reason."""
    choosing, left = Choosing(view), room(view)
    events = choosing.live
    left = _oblige(choosing, obligations(choosing, events, by_people=True), left)
    reason = _to_nobody(choosing, events, left)
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


def _to_nobody(choosing: Choosing, events: tuple[Event, ...], left: CapRoom) -> str:
    """Look at the newest message that calls nobody: a human's is put to one person, a person's is taken up by draw
    where the talk began by itself. Says how it went."""
    view = choosing.view
    in_time = tuple(e for e in events if view.in_time(e))
    fresh = [e for e in in_time if _fresh(e, view)]
    uncalled = [e for e in fresh if not calls_people(e, address(e, view))]
    humans = [e for e in uncalled if isinstance(e.author, HumanAuthor)]
    open_ones = [e for e in humans if verdict_on(e, view) is FloorVerdict.ASK]
    waiting = () if humans else _waits_for_asking(in_time, view)
    for event in (*open_ones[-1:], *waiting):
        return _ask(choosing, event, left)
    if humans:
        choosing.verdict = FloorVerdict.NOBODY
        return f"nobody called; {why_nobody(humans[-1], view)}"
    if uncalled and uncalled[-1] is fresh[-1] and view.unprompted:
        return _draw(choosing, uncalled[-1], left)
    return "" if choosing.chosen else "nothing new to answer"


def _ask(choosing: Choosing, event: Event, left: CapRoom) -> str:
    """Put a message to the first candidate, or to the second if the first has kept silent about it; say how it
    went. Never to two at once: a message to nobody gets one answer."""
    view = choosing.view
    in_order = candidates(event, view)
    choosing.verdict, choosing.candidates = FloorVerdict.ASK, tuple(c.member.id for c in in_order)
    if (refused := _not_asked(choosing, event, left)) is not None:
        return f"nobody called; {refused}"
    before = {asked.person_id for asked in asked_about(event, view)}
    for rank, candidate in enumerate(in_order, 1):
        member = candidate.member
        if member.busy or member.id in before or event.heard not in member.unread:
            continue
        reason = f"asked whether it is for them ({candidate.why})"
        choosing.choose(member, event, reason, obliged=False)
        for other in in_order:
            choosing.note(other.member, "has kept silent about it" if other.member.id in before else "not asked")
        return f"nobody called; {member.name} is asked, number {rank} of {len(in_order)} ({candidate.why})"
    return "nobody called; nobody is free to be asked"


def _not_asked(choosing: Choosing, event: Event, left: CapRoom) -> str | None:
    """Why nobody is asked about a message now; None if somebody may be."""
    view = choosing.view
    before = asked_about(event, view)
    if any(c.trigger.author == event.author for c in choosing.chosen.values()):
        return "whom its author called answers"
    if any(not asked.silent for asked in before):
        return "somebody was asked already"
    if len(before) >= MOST_ASKED:
        return "those asked keep silent"
    if before and not budget_allows_another(view):
        return "the budget for asking others is used up"
    if _being_asked(event, view):
        return "waits for somebody who is being asked"
    if left.calls <= 0:
        return "the cap on answers without a human is reached"
    if (until := _typing(event, view)) is not None:
        choosing.wakes.append(until)
        for member in view.members:
            choosing.note(member, "waits: a human is typing")
        return "waiting for a human who is typing"
    return None


def _being_asked(event: Event, view: FloorView) -> bool:
    """Whether somebody is deciding right now about another message of the same human in the same place: their
    answer may be to this one as well."""
    open_triggers = {asked.trigger for asked in view.asked if asked.ended_at is None}
    return any(e.id in open_triggers and e.author == event.author and e.place == event.place for e in view.recent)


def _waits_for_asking(events: tuple[Event, ...], view: FloorView) -> tuple[Event, ...]:
    """The message that is still to be put to somebody, if it is the newest thing said: whoever was asked about it,
    or about one before it while it came, has kept silent since."""
    newest = view.recent[-1] if view.recent else None
    if newest is None or newest not in events or verdict_on(newest, view) is not FloorVerdict.ASK:
        return ()
    silent = [asked for asked in view.asked if asked.silent and asked.ended_at is not None]
    return (newest,) if any(a.trigger == newest.id or (a.ended_at or a.at) >= newest.at for a in silent) else ()


def _draw(choosing: Choosing, event: Event, left: CapRoom) -> str:
    """Let at most one person take up what another said by themselves, by draw; say how it went."""
    view = choosing.view
    if left.calls <= 0:
        return "nobody called; the cap on answers without a human is reached"
    free = {
        m.id: m
        for m in view.members
        if not m.busy and not m.quiet and event.heard in m.unread and m.id not in choosing.chosen
    }
    standing = [d for d in draws(event, address(event, view).mentioned, view) if d.person_id in free]
    speaker = event.author.id
    winners = [d for d in standing if d.won and cooling_until(d.person_id, speaker, view) is None][:1]
    for draw in winners:
        choosing.choose(
            free[draw.person_id], event, f"drawn at {draw.chance:.2f} (talk among them)", obliged=False
        )
    for draw in standing:
        choosing.note(free[draw.person_id], f"not drawn at {draw.chance:.2f} (talk among them)")
    names = ", ".join(free[d.person_id].name for d in winners)
    return f"nobody called; drawn: {names}" if names else "nobody called; nobody drawn"


def _fresh(event: Event, view: FloorView) -> bool:
    """Whether no decision looked at the event yet: it is newer than the last one, or a human typed just after it,
    so that asking about it may have been put off. (Whoever was asked about it after all is known to the view.)"""
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


def _why_not(view: FloorView, person_id: str) -> str:
    member = next(m for m in view.members if m.id == person_id)
    if member.busy:
        return "busy with a turn"
    if member.quiet:
        return "was told to be quiet"
    return "not called" if member.unread else "has heard nothing new"
