"""The quote of a study: how many model calls it takes, and what they cost at most, before it starts."""

from collections.abc import Collection, Mapping, Sequence
from math import ceil

from troupe.core.frozen import Frozen
from troupe.core.usage import Estimate
from troupe.llm.port.llm import PricedModel
from troupe.minds.prompt.portrait import portrait
from troupe.minds.turn_request import MAX_TOKENS
from troupe.people.persona.persona import Persona
from troupe.research.ballots.ballot_request import calls_of, estimated_vote
from troupe.research.guides.guide import Ballot, Exhibit, Guide, GuideQuestion, StudyKind
from troupe.research.moderating.moderating_request import estimated_decision
from troupe.research.sessions.session_plan import SessionPlan

ANSWER = 300
"""Characters of an answer, about: what each adds to the prompts after it."""
_RULES = 6_000
"""Characters of a turn's rules and present, about."""
_HISTORY = 24_000
"""Characters of history that a prompt shows at most."""


class StudyQuote(Frozen):
    """Model calls, and what they are expected to cost at most; the price is None where it is not known."""

    people: int
    calls: int
    estimate: Estimate


def quote_runs(plans: Sequence[SessionPlan], llm: PricedModel) -> StudyQuote:
    """What all these runs take at most; of those that go on from another one, the rest."""
    quotes = [
        quote_study(
            plan.played,
            {slug: member.persona for slug, member in plan.members.items()},
            llm,
            kept=() if plan.fork is None else plan.fork.kept,
            moderator=None if plan.moderator is None else plan.moderator.persona,
        )
        for plan in plans
    ]
    prices = [quote.estimate.usd for quote in quotes if quote.estimate.usd is not None]
    return StudyQuote(
        people=max((quote.people for quote in quotes), default=0),
        calls=sum(quote.calls for quote in quotes),
        estimate=Estimate(
            tokens=sum(quote.estimate.tokens for quote in quotes),
            usd=round(sum(prices), 4) if len(prices) == len(quotes) else None,
        ),
    )


def quote_study(
    guide: Guide,
    people: Mapping[str, Persona],
    llm: PricedModel,
    *,
    kept: Collection[str] = (),
    moderator: Persona | None = None,
) -> StudyQuote:
    """What a run takes at most: one call a person and question, probe or ballot; none for steps that are `kept`
    from another run, whose words are heard all the same. A `moderator` person takes a call for each decision,
    and may put as many probes of their own as the guide allows, each to everyone."""
    alone = guide.study in (StudyKind.INTERVIEWS, StudyKind.POLL)
    hearers = 1 if alone else 2 if guide.study is StudyKind.DYADS else len(people)
    portraits = ceil(sum(len(portrait(persona)) for persona in people.values()) / max(1, len(people)))
    said, calls = 0, 0
    costs: list[Estimate] = []
    for step in guide.steps:
        match step:
            case GuideQuestion():
                own = () if moderator is None else ("",) * step.free_probes
                for text in (step.text, *step.probes, *own):
                    said += len(text)
                    if step.key not in kept:
                        cost = llm.estimate(_RULES + portraits + min(said, _HISTORY), MAX_TOKENS)
                        costs += [cost] * len(people)
                        calls += len(people)
                    said += hearers * ANSWER
            case Exhibit():
                said += sum(len(part.text or "") for part in (step, *step.variants))
            case Ballot() if step.key in kept:
                pass
            case Ballot():
                costs += [estimated_vote(llm, step, persona) for persona in people.values()]
                calls += calls_of(step) * len(people)
    if moderator is not None:
        decisions = _decisions(guide, kept, rooms=ceil(len(people) / hearers))
        costs += [estimated_decision(llm, moderator)] * decisions
        calls += decisions
    prices = [cost.usd for cost in costs if cost.usd is not None]
    usd = round(sum(prices), 4) if len(prices) == len(costs) else None
    tokens = sum(cost.tokens for cost in costs)
    return StudyQuote(people=len(people), calls=calls, estimate=Estimate(tokens=tokens, usd=usd))


def _decisions(guide: Guide, kept: Collection[str], rooms: int) -> int:
    """How often a moderator person decides at most: before each question but the first one, and on each probe of
    their own."""
    questions = [step for step in guide.steps if isinstance(step, GuideQuestion)]
    ahead = [step for number, step in enumerate(questions) if number and step.key not in kept]
    return len(ahead) + sum(step.free_probes * rooms for step in questions if step.key not in kept)
