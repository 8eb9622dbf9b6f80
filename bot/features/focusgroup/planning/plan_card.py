"""The card of a planned session backstage: what is to be decided, the guide, people, cost, and its buttons."""

from collections.abc import Sequence

import discord

from bot.features.focusgroup.humans.join_card import INVITE
from bot.features.focusgroup.session.session_board import HAND_OVER
from bot.features.shared.answer_cards import CardReply
from bot.features.shared.deferred_answers import as_many, card, clip
from bot.features.shared.lasting_buttons import Button, button
from troupe.llm.port.llm import PricedModel
from troupe.research.conducting.study_quote import StudyQuote, quote_runs
from troupe.research.guides.guide import Ballot, Exhibit, Guide, GuideQuestion
from troupe.research.guides.guide_minutes import minutes_of
from troupe.research.guides.linting.guide_linter import lint
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.study_session import SessionPlaces

START, EDIT, DECIDE, PEOPLE, REHEARSE = (
    *("study-start", "study-edit", "study-decide", "study-people", "study-rehearse"),
)
EXPECT = "study-expect"
_MOST_WARNINGS = 4
_SIGNS = {"exhibit": "🖼️", "ballot": "🗳️", "question": "💬"}


def plan_card(session_id: str, plan: SessionPlan, places: SessionPlaces, llm: PricedModel) -> CardReply:
    """The card as the plan stands."""
    guide = plan.guide
    front = f"In front: <#{places.front}>. Nothing said here is heard there." if places.front else ""
    embed = card(f"📋 {guide.title}", "\n".join(part for part in (clip(guide.about, 1500), front) if part))
    unsaid = "Not said yet. *Decision…* says it."
    embed.add_field(name="What will be decided", value=clip(guide.decision, 500) or unsaid, inline=False)
    embed.add_field(name="What would change it", value=clip(guide.would_change, 500) or unsaid, inline=False)
    embed.add_field(name=f"Guide ({guide.study.value})", value=as_many(agenda(guide), 1000), inline=False)
    names = ", ".join(member.persona.name for member in plan.members.values())
    count = len(plan.members)
    embed.add_field(name=f"Panel: {count} people", value=clip(f"{plan.panel}: {names}", 1000), inline=False)
    if plan.moderator is not None:
        led_by = f"{plan.moderator.persona.name}, a simulated person, who may probe as far as the guide allows"
        embed.add_field(name="Moderator", value=clip(led_by, 300), inline=False)
    cap = "" if plan.max_usd is None else f" It pauses at ${plan.max_usd:.2f}."
    embed.add_field(name="Time and cost", value=cost_line(quote_runs([plan], llm), guide, llm) + cap, inline=False)
    if warnings := _warnings(guide):
        embed.add_field(name="Look at these again", value=clip(warnings, 1000), inline=False)
    return CardReply([embed], None, _buttons(session_id))


def agenda(guide: Guide) -> Sequence[str]:
    """A line for each section, and for each of its steps."""
    lines: list[str] = []
    for section in guide.sections:
        time = f" · {section.minutes:g} min" if section.minutes is not None else ""
        lines.append(f"**{clip(section.title, 60)}**{time}")
        lines += [f"{_SIGNS[step.kind]} {clip(named(step), 80)}" for step in section.steps]
    return lines


def named(step: Exhibit | GuideQuestion | Ballot) -> str:
    """A step by its words."""
    match step:
        case Exhibit():
            return step.title or step.text or step.key
        case GuideQuestion() | Ballot():
            return step.text


def cost_line(quote: StudyQuote, guide: Guide, llm: PricedModel) -> str:
    """What it takes at most, in words."""
    price = "free: the understudy plays, and no language model"
    if not llm.stand_in:
        usd = quote.estimate.usd
        price = f"{quote.estimate.tokens:,} tokens" if usd is None else f"${usd:.2f}"
        price = f"at most {price}, by {llm.name}"
    return f"{quote.calls} answers and votes, {price}. {minutes_of(guide):g} minutes at a human pace."


def _warnings(guide: Guide) -> str:
    findings = lint(guide)
    lines = [f"⚠️ {clip(f'“{finding.words}”: {finding.why}', 160)}" for finding in findings[:_MOST_WARNINGS]]
    more = len(findings) - _MOST_WARNINGS
    return "\n".join([*lines, f"and {more} more"] if more > 0 else lines)


def _buttons(session_id: str) -> Sequence[Button]:
    return [
        button(START, session_id, "Start", emoji="▶️", style=discord.ButtonStyle.success),
        button(REHEARSE, session_id, "Rehearse", emoji="🎭"),
        button(EDIT, session_id, "Question…", emoji="✏️"),
        button(DECIDE, session_id, "Decision…", emoji="🎯"),
        button(PEOPLE, session_id, "Panel…", emoji="👥"),
        button(HAND_OVER, session_id, "Moderator…", emoji="🎙️"),
        button(EXPECT, session_id, "Expect…", emoji="🔮"),
        button(INVITE, session_id, "Invite people", emoji="🙋"),
    ]
