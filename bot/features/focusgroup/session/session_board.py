"""The board of a session: how far it has come, who has answered, and the buttons that move it on."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import discord

from bot.features.focusgroup.humans.join_card import INVITE
from bot.features.focusgroup.session.decision_lines import decision_lines
from bot.features.shared.answer_cards import CardReply
from bot.features.shared.deferred_answers import CURTAIN, INK, as_many, card, clip
from bot.features.shared.lasting_buttons import Button, button
from troupe.core.usage import Usage
from troupe.research.guides.guide import Ballot, Exhibit, GuideQuestion
from troupe.research.guides.guide_minutes import step_minutes
from troupe.research.sessions.asked_words import asked_words
from troupe.research.sessions.guide_agenda import Step, inserted
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.session_move import MissingReason, MoveKind
from troupe.worlds.sessions.session_view import SessionView, Spoken, Standing
from troupe.worlds.sessions.study_session import PauseReason, SessionStatus

NEXT, ASK, POLL, PAUSE, RESUME, BY_HAND, REPORT = (
    *("session-next", "session-ask", "session-poll", "session-pause", "session-resume", "session-pace"),
    "session-report",
)
_BAR = 10
HAND_OVER, TAKE_OVER = "session-hand-over", "session-take-over"
SHOW, SUGGEST, THOUGHTS, RAISE = "session-show", "session-suggest", "session-thoughts", "session-raise"
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


def board(
    view: SessionView,
    plan: SessionPlan,
    usage: Usage = Usage(),  # noqa: B008 - frozen
    spoken: Mapping[str, Spoken] = MappingProxyType({}),
) -> CardReply:
    """The board as it stands, with what was spent and how much each of the people has said."""
    session = view.session
    over = session.status is SessionStatus.ENDED
    paused = session.status is SessionStatus.PAUSED
    embed = card(f"🎙️ {plan.guide.title}", _text(view, plan), CURTAIN if over or paused else INK)
    embed.add_field(name="Guide", value=clip(_agenda(view, plan), 1024), inline=False)
    if spent := _spent(view, plan, usage):
        embed.add_field(name="Spent, and left", value=spent, inline=False)
    if session.chaired and plan.moderator is not None:
        decided = as_many(decision_lines(view), 1000) or "Nothing is decided yet."
        name = f"🎙️ {clip(plan.moderator.persona.name, 80)} moderates"
        embed.add_field(name=name, value=clip(decided, 1024), inline=False)
    if floor := _floor(view, spoken):
        embed.add_field(name="Who has had the floor", value=clip(as_many(floor, 1000), 1024), inline=False)
    if missing := _missing(view):
        embed.add_field(name="Without an answer", value=clip(as_many(missing, 1000), 1024), inline=False)
    return CardReply([embed], None, _buttons(view))


def _spent(view: SessionView, plan: SessionPlan, usage: Usage) -> str:
    """What it has cost, of what it may cost, and about how long the rest of the guide takes people."""
    if view.session.status is SessionStatus.PLANNED:
        return ""
    price = f"{usage.tokens:,} tokens" if usage.usd is None else f"${usage.usd:.2f}"
    cap = "" if plan.max_usd is None else f" of at most ${plan.max_usd:.2f}"
    begun = {move.step for move in view.moves}
    left = sum(step_minutes(step) for step in plan.played.steps if step.key not in begun)
    rest = "" if view.session.status is SessionStatus.ENDED else f" · {left:g} minutes left at a human pace"
    return f"{usage.calls} calls, {price}{cap}{rest}"


def _floor(view: SessionView, spoken: Mapping[str, Spoken]) -> list[str]:
    """A line for each of the people, as they are seated: their part of all that these said. Humans are not
    measured."""
    total = sum(one.characters for one in spoken.values())
    if not total:
        return []
    lines: list[str] = []
    for person_id, person in view.people.items():
        one = spoken.get(person_id, Spoken())
        part = one.characters / total
        bar = "▰" * round(part * _BAR) + "▱" * (_BAR - round(part * _BAR))
        counted = "1 line" if one.lines == 1 else f"{one.lines} lines"
        lines.append(f"{bar} {clip(person.name, 60)} · {part:.0%} of {total:,} characters · {counted}")
    return lines


def _text(view: SessionView, plan: SessionPlan) -> str:
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
    return f"> {clip(words, 300)}\n{counted}" if words else counted


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


def _agenda(view: SessionView, plan: SessionPlan) -> str:
    """A line a step: done, under way, or still to come."""
    begun = [move.step for move in view.moves if move.step]
    skipped = {move.step for move in view.moves if move.kind is MoveKind.SKIP}
    now = begun[-1] if begun and view.session.status is not SessionStatus.ENDED else ""
    lines: list[str] = []
    for step in plan.played.steps:
        mark = "▶️" if step.key == now else "➖" if step.key in skipped else "✅" if step.key in begun else "▫️"
        lines.append(f"{mark} {clip(_named(step), 80)}")
    return as_many(lines, 1000)


def _named(step: Step) -> str:
    match step:
        case Exhibit():
            return f"shows {step.title or step.key}"
        case Ballot():
            return f"🗳️ {step.text}"
        case GuideQuestion():
            return step.text


def _missing(view: SessionView) -> list[str]:
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


def _buttons(view: SessionView) -> Sequence[Button]:
    session = view.session
    if session.status is SessionStatus.PAUSED:
        if session.pause is PauseReason.CAP:
            return [button(RAISE, session.id, "More money…", emoji="💵", style=discord.ButtonStyle.success)]
        return [button(RESUME, session.id, "Resume", emoji="▶️", style=discord.ButtonStyle.success)]
    if session.status is SessionStatus.ENDED:
        return [button(REPORT, session.id, "Report", emoji="📄", style=discord.ButtonStyle.primary)]
    if session.status is not SessionStatus.RUNNING:
        return []
    hand = session.released is not None
    label = "Wait no longer" if view.awaited else "Next"
    shown = hand or bool(view.awaited)
    move_on = [button(NEXT, session.id, label, emoji="⏭️", style=discord.ButtonStyle.primary)] if shown else []
    invited = session.places.join_card is not None or len(view.worlds) > 1
    inviting = [] if invited else [button(INVITE, session.id, "Invite people", emoji="🙋")]
    return [
        *move_on,
        button(ASK, session.id, "Ask…", emoji="❓"),
        button(POLL, session.id, "Poll…", emoji="🗳️"),
        button(SHOW, session.id, "Show…", emoji="🖼️"),
        button(PAUSE, session.id, "Pause", emoji="⏸️"),
        *_leading(view),
        button(SUGGEST, session.id, "Suggest…", emoji="💡"),
        button(THOUGHTS, session.id, "Thoughts", emoji="💭"),
        *inviting,
    ]


def _leading(view: SessionView) -> Sequence[Button]:
    """Who leads: the guide by itself or step by step, or a moderator person."""
    session = view.session
    if session.chaired:
        return [button(TAKE_OVER, session.id, "Take over", emoji="✋")]
    pace = "Step by step" if session.released is None else "Go on by itself"
    return [
        button(BY_HAND, session.id, pace, emoji="🧭"),
        button(HAND_OVER, session.id, "Hand over…", emoji="🎙️"),
    ]
