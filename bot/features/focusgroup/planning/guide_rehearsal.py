"""A rehearsal: the guide played by the understudy in a world of its own, thrown away but for how it went."""

import asyncio

from bot.features.shared.answer_cards import CardReply
from bot.features.shared.deferred_answers import as_many, card, clip
from troupe.headless.headless_study import run_study
from troupe.llm.understudy import Understudy
from troupe.research.conducting.study_quote import quote_runs
from troupe.research.guides.guide import GuideQuestion
from troupe.research.guides.guide_minutes import minutes_of
from troupe.research.sessions.session_plan import SessionPlan
from troupe.research.sessions.study import StudyRun


def rehearsed(plan: SessionPlan) -> CardReply:
    """How the guide goes, step by step. It runs in a thread of its own, with a loop of its own, so that nobody
    who speaks to somebody meanwhile waits for it."""
    people = [member.persona for member in plan.members.values()]
    moderator = None if plan.moderator is None else plan.moderator.persona
    study = asyncio.run(run_study(plan.guide, people, model=Understudy(), moderator=moderator, seed=plan.seed))
    quote = quote_runs([plan], Understudy())
    head = (
        f"The understudy played all of it, and its words are thrown away: they are no answers. {quote.calls} "
        f"answers and votes; {minutes_of(plan.guide):g} minutes at a human pace."
    )
    return CardReply([card("🎭 Rehearsed", "\n".join((head, "", as_many(_flow(plan, study.first), 3000))))])


def _flow(plan: SessionPlan, run: StudyRun) -> list[str]:
    """A line a step: how many answered, or why it was left out."""
    count = len(plan.members)
    lines: list[str] = []
    for step in plan.guide.steps:
        name = clip(step.text or step.key, 70)
        if step.key in run.skipped:
            lines.append(f"➖ {name}: left out, {run.skipped[step.key]}")
        elif isinstance(step, GuideQuestion):
            given = sum(
                answer.step == step.key and not answer.probe and not answer.missing for answer in run.answers
            )
            lines.append(f"💬 {name}: {given} of {count} answered")
        elif step.kind == "ballot":
            cast = sum(vote.ballot == step.key and not vote.missing for vote in run.votes)
            lines.append(f"🗳️ {name}: {cast} of {count} voted")
        else:
            lines.append(f"🖼️ {name}")
    return [*lines, *(f"⚠️ {clip(fault, 150)}" for fault in run.faults)]
