"""The progress of a session in words: where it is in the guide, who has answered, and who is missing why."""

import discord

from bot.features.shared.deferred_answers import clip
from troupe.research.guides.guide import Ballot, Exhibit, GuideQuestion
from troupe.research.sessions.asked_words import asked_words
from troupe.research.sessions.guide_agenda import Step, inserted
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.session_move import MissingReason, MoveKind
from troupe.worlds.sessions.session_view import SessionView, Standing
from troupe.worlds.sessions.study_session import PauseReason, SessionStatus

_PAUSES = {
    PauseReason.ASKED: "Paused. *Resume* goes on.",
    PauseReason.STOPPED: "Somebody said stop in front, so everyone there is silent. *Resume* goes on.",
    PauseReason.CAP: "What this study may cost has no room for what comes next. *More money…* goes on there.",
    PauseReason.BUDGET: "Today's budget has no room for what comes next. It is kept as it is; *Resume* goes on.",
}
_MISSING = {
    MissingReason.SILENT: "chose to say nothing",
    MissingReason.REACTED: "answered with a mark only",
    MissingReason.FAILED: "could not answer",
    MissingReason.UNPOSTED: "was not heard: the channel refused it",
    MissingReason.INTERRUPTED: "was interrupted",
    MissingReason.HUSHED: "was asked to be quiet",
    MissingReason.TAKEN_BACK: "the question was taken back",
    MissingReason.GONE: "is not here any more",
}


def state_words(view: SessionView, plan: SessionPlan) -> str:
    """How it stands: not begun, over, paused and why, or what is asked now and how many have answered."""
    session = view.session
    match session.status:
        case SessionStatus.PLANNED:
            return "Not begun."
        case SessionStatus.ENDED:
            return (
                f"Over: {session.ended_early}."
                if session.ended_early
                else "Over: the guide was played to its end."
            )
        case SessionStatus.PAUSED:
            return _PAUSES[session.pause or PauseReason.ASKED]
        case SessionStatus.RUNNING:
            return _under_way(view, plan)


def _under_way(view: SessionView, plan: SessionPlan) -> str:
    last = view.last
    if last is None or not (last.asked or last.guests):
        return "Under way."
    step = _step(plan, view, last.step)
    words = (
        asked_words(plan.played, view, last.step, last.probe) if isinstance(step, (GuideQuestion, Ballot)) else ""
    )
    answered, asked = answered_of(view)
    counted = f"**{answered} of {asked}** answered{_humans(view)}."
    quoted = f"> {clip(' '.join(words.split()), 300)}" if words else ""
    return "\n".join(part for part in (_place(plan, last.step), quoted, counted) if part)


def _place(plan: SessionPlan, key: str) -> str:
    """Where the step stands in the guide; nothing for one that was put in between."""
    steps = list(plan.played.steps)
    number = next((at for at, step in enumerate(steps, start=1) if step.key == key), None)
    if number is None:
        return "-# Put in between"
    section = next(part for part in plan.played.sections if any(step.key == key for step in part.steps))
    box = f" · {section.minutes:g} minutes" if section.minutes is not None else ""
    return f"-# {clip(section.title, 80)}{box} · step {number} of {len(steps)}"


def answered_of(view: SessionView) -> tuple[int, int]:
    """How many of those asked have answered the question, or voted in the ballot, that is open."""
    last = view.last
    if last is None:
        return 0, 0
    if last.kind is MoveKind.POLL:
        voters = {vote.participant for vote in view.votes if vote.ballot == last.step and not vote.missing}
        return len(voters.intersection(last.asked)), len(last.asked)
    answered = sum(one.standing is Standing.HELD or bool(one.answer.events) for one in view.asked)
    return answered, len(last.asked)


def _humans(view: SessionView) -> str:
    """How many humans have answered, apart from the people, and how long they are waited for."""
    last = view.last
    if last is None or not last.guests:
        return ""
    here = [guest for guest in view.guests if guest.present and guest.id in last.guests]
    if last.kind is MoveKind.POLL:
        done = {vote.participant for vote in view.guest_votes if vote.ballot == last.step}
    else:
        done = {one.guest for one in view.guest_answers if (one.step, one.probe) == (last.step, last.probe)}
    counted = f", and **{sum(guest.id in done for guest in here)} of {len(here)}** humans"
    if not view.awaited:
        return counted
    names = ", ".join(guest.name for guest in view.awaited)
    until = f"until {discord.utils.format_dt(last.due_at, 'R')}" if last.due_at else "until *Wait no longer*"
    return f"{counted}; {clip(names, 200)} {'has' if len(view.awaited) == 1 else 'have'} time {until}"


def _step(plan: SessionPlan, view: SessionView, key: str) -> Step | None:
    guide = plan.played
    return next((step for step in (*inserted(guide, view.extras), *guide.steps) if step.key == key), None)


def agenda(view: SessionView, plan: SessionPlan) -> list[str]:
    """A line a step: done, under way, or still to come."""
    begun = [move.step for move in view.moves if move.step]
    skipped = {move.step for move in view.moves if move.kind is MoveKind.SKIP}
    now = begun[-1] if begun and view.session.status is not SessionStatus.ENDED else ""
    lines: list[str] = []
    for step in plan.played.steps:
        mark = "▶️" if step.key == now else "➖" if step.key in skipped else "✅" if step.key in begun else "▫️"
        lines.append(f"{mark} {clip(_named(step), 80)}")
    return lines


def _named(step: Step) -> str:
    match step:
        case Exhibit():
            return f"🖼️ {step.title or step.key}"
        case Ballot():
            return f"🗳️ {step.text}"
        case GuideQuestion():
            return step.text


def missing(view: SessionView) -> list[str]:
    """Who has no answer to the open question or ballot, and why."""
    people = view.people
    turns = [
        f"{people[one.answer.person_id].name} {_MISSING[one.answer.missing]}"
        for one in view.asked
        if one.answer.missing is not None and one.answer.person_id in people
    ]
    last = view.last
    if last is None or last.kind is not MoveKind.POLL:
        return turns
    return [
        f"{people[vote.participant].name}: {clip(vote.missing, 120)}"
        for vote in view.votes
        if vote.ballot == last.step and vote.missing and vote.participant in people
    ]
