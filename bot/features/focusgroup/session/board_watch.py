"""The part of a board for those who watch: the floor, what was said against what was voted, what is open."""

from collections.abc import Mapping, Sequence

from bot.features.focusgroup.session.board_facts import BoardFacts, HeardVote
from bot.features.shared.deferred_answers import clip
from troupe.core.usage import Usage
from troupe.research.analysis.by_rule.open_questions import OpenQuestion
from troupe.research.guides.guide_minutes import step_minutes
from troupe.research.reports.ballot_layout import vote_words
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.session_note import SessionNote
from troupe.worlds.sessions.session_view import SessionView, Spoken
from troupe.worlds.sessions.study_session import SessionStatus

_BAR = 8
_NEWEST = 4
"""Open questions that a board has room for."""


def money(view: SessionView, plan: SessionPlan, usage: Usage) -> str:
    """What it has cost, of what it may cost, and about how long the rest of the guide takes people."""
    if view.session.status is SessionStatus.PLANNED:
        return ""
    price = f"{usage.tokens:,} tokens" if usage.usd is None else f"${usage.usd:.2f}"
    cap = "" if plan.max_usd is None else f" of at most ${plan.max_usd:.2f}"
    begun = {move.step for move in view.moves}
    left = sum(step_minutes(step) for step in plan.played.steps if step.key not in begun)
    rest = "" if view.session.status is SessionStatus.ENDED else f" · {left:g} minutes left at a human pace"
    return f"{usage.calls} calls, {price}{cap}{rest}"


def floor(view: SessionView, spoken: Mapping[str, Spoken]) -> list[str]:
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
        lines.append(f"{bar} {clip(person.name, 40)} · {part:.0%} · {counted}")
    return lines


def heard_votes(heard: Sequence[HeardVote], names: Mapping[str, str]) -> list[str]:
    """A line for everybody who took a side aloud and voted; those who did not stand together first."""
    if not heard:
        return []
    lines = [
        f"{'↔️' if one.stance.apart else '🟰'} {clip(names[one.vote.participant], 40)} "
        f"“{clip(one.stance.words, 90)}” · voted {clip(vote_words(one.ballot, one.vote), 60)}"
        for one in sorted(heard, key=lambda one: not one.stance.apart)
    ]
    return ["-# Heard by words alone: read the line before you believe it.", *lines]


def open_ends(suggestions: Sequence[SessionNote], questions: Sequence[OpenQuestion]) -> list[str]:
    """What waits for whoever moderates: questions that observers suggest, and those that nobody took up."""
    suggested = [f"💡 {clip(note.by.name, 40)} suggests “{clip(note.text, 90)}”" for note in suggestions]
    asked = [
        f"❓ {clip(question.name, 40)} asked “{clip(question.words, 90)}”" for question in questions[-_NEWEST:]
    ]
    return [*suggested, *asked]


def watching(facts: BoardFacts) -> str:
    """Who was let in to watch."""
    names = ", ".join(facts.watching)
    return f"👁️ {names} {'watches' if len(facts.watching) == 1 else 'watch'} from here" if names else ""
