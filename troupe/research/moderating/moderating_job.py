"""A moderator person's decision as a job: one call. The job keeps the decision itself."""

from typing import ClassVar

from troupe.core.errors import BadInput, JobLost, ModelError, OverBudget
from troupe.core.frozen import Frozen
from troupe.core.urgency import Urgency
from troupe.jobs.job_kind import JobKind, JobQuote, JobTools
from troupe.llm.port.llm import PricedModel
from troupe.people.persona.persona import Persona
from troupe.research.moderating.decision_bounds import LONGEST_REASON, bounded
from troupe.research.moderating.moderating_matter import moderating_matter
from troupe.research.moderating.moderating_request import estimated_decision, moderating_request
from troupe.research.moderating.session_lines import session_lines
from troupe.research.moves.decision_point import DecisionPoint, decision_point
from troupe.research.moves.next_move import Rest, next_piece
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.moderator_decision import DecisionKind, NewDecision
from troupe.worlds.sessions.session_view import SessionView

NO_DECISION = "no decision came of the model"


class ModeratingAsked(Frozen):
    """Who decides on which move. What was said is read from the record when the work begins: what was erased by
    then is in no prompt."""

    session_id: str
    number: int
    moderator: Persona
    seed: int


class Moderated(Frozen):
    """The end of it; the decision itself is kept with the session."""

    kind: DecisionKind


class ModeratingJob(JobKind[ModeratingAsked, Moderated]):
    """A decision. Where the model gives none, the guide goes on, and the reason is kept."""

    word: ClassVar[str] = "moderating"
    urgency: ClassVar[Urgency] = Urgency.AWAITED
    request = ModeratingAsked
    result = Moderated

    def quote(self, llm: PricedModel, asked: ModeratingAsked) -> JobQuote:
        return JobQuote(1, estimated_decision(llm, asked.moderator))

    async def work(self, asked: ModeratingAsked, tools: JobTools) -> Moderated:
        view = await tools.stores.sessions.view(asked.session_id)
        if not view.plan:
            raise BadInput("the plan of this session was erased")
        plan = SessionPlan.model_validate_json(view.plan)
        point = _point(plan, view)
        if point is None or point.number != asked.number:
            decision = NewDecision(number=asked.number, by=asked.moderator.name)
        else:
            decision = await _decision(asked, tools, plan, view, point)
        if not await tools.stores.sessions.decide(tools.job, asked.session_id, decision):
            raise JobLost("somebody else brings this decision")
        return Moderated(kind=decision.kind)


def _point(plan: SessionPlan, view: SessionView) -> DecisionPoint | None:
    piece = next_piece(plan, view)
    return None if isinstance(piece, Rest) else decision_point(plan, view, piece)


async def _decision(
    asked: ModeratingAsked, tools: JobTools, plan: SessionPlan, view: SessionView, point: DecisionPoint
) -> NewDecision:
    matter = moderating_matter(plan, view, point, await session_lines(tools.stores, view))
    await tools.made_from([line.id for line in matter.lines])
    request = moderating_request(asked.moderator, matter, seed=asked.seed, number=asked.number)
    try:
        reply = await tools.llm.complete(request)
    except OverBudget:
        raise  # nothing was asked; the session waits for more
    except ModelError as error:
        reason = " ".join(str(error).split())[:LONGEST_REASON]
        return NewDecision(number=asked.number, by=asked.moderator.name, reason=reason, note=NO_DECISION)
    decision = bounded(reply.value, plan.played, point, matter, asked.moderator.name)
    return decision.model_copy(update={"stand_in": tools.llm.stand_in})
