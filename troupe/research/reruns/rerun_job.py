"""Reruns of a session as a job: the runs are planned, started one after the other, and waited for. Whichever
process dies, the next one finds the runs as they are, and goes on with them."""

import asyncio
from functools import partial
from typing import ClassVar

from pydantic import Field

from troupe.core.errors import Conflict, OverBudget
from troupe.core.frozen import Frozen
from troupe.core.urgency import Urgency
from troupe.core.usage import Estimate
from troupe.jobs.job_kind import JobKind, JobQuote, JobTools
from troupe.llm.port.llm import PricedModel
from troupe.ports import Stores
from troupe.research.reruns.panel_redrawing import redrawn
from troupe.research.reruns.rerun_planning import RerunOrder, asked_afterwards, planned_runs, runs_there
from troupe.research.sessions.fork_finding import fork_point
from troupe.research.sessions.run_change import AskedAfterwards, RunChange
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.sessions.study_session import NewSession, PauseReason, SessionStatus, StudySession

LOOK = 2.0
"""Seconds between two looks at a run under way."""


class RerunsAsked(Frozen):
    """The first run of a study, and what is run beside it: so many twins, and as many with the change, from its
    beginning or from a step or line on. A question to one person when it is over is asked once."""

    session: str
    change: RunChange | None = None
    fork_at: str = ""
    runs: int = Field(default=5, ge=1, le=20)


class RerunsDone(Frozen):
    """The sessions that were run, by id; what was said in them stands with them."""

    sessions: tuple[str, ...]


async def runs_asked(stores: Stores, asked: RerunsAsked) -> list[NewSession]:
    """The sessions that an order makes. Raises NotFound, BadInput and Conflict where it makes none."""
    session = await stores.sessions.get(asked.session)
    plan = SessionPlan.model_validate_json((await stores.sessions.view(asked.session)).plan)
    there = await runs_there(stores, session.study_id)
    if isinstance(asked.change, AskedAfterwards):
        point = await fork_point(stores, session.id)
        return [asked_afterwards(plan, session.study_id, point, asked.change, there)]
    point = await fork_point(stores, session.id, asked.fork_at) if asked.fork_at else None
    first = 0 if point is not None else 1
    order = RerunOrder(
        replicates=tuple(range(first, first + asked.runs)),
        changes=() if asked.change is None else (asked.change,),
        fork=point,
    )
    redraw = partial(redrawn, plan.drawn_by) if plan.drawn_by else None
    return await asyncio.to_thread(planned_runs, plan, session.study_id, order, there, redraw)


class RerunJob(JobKind[RerunsAsked, RerunsDone]):
    """Reruns. They are played by the turns and votes of their own sessions, which have the budget's say; the job
    makes no call."""

    word: ClassVar[str] = "reruns"
    urgency: ClassVar[Urgency] = Urgency.BACKGROUND
    request = RerunsAsked
    result = RerunsDone

    def quote(self, llm: PricedModel, asked: RerunsAsked) -> JobQuote:
        return JobQuote(0, Estimate(tokens=0, usd=0.0))

    async def work(self, asked: RerunsAsked, tools: JobTools) -> RerunsDone:
        sessions = tools.stores.sessions
        model = (await sessions.get(asked.session)).model
        like = {"model": model, "asked_for": tools.job.asked_for}
        new = [run.model_copy(update=like) for run in await runs_asked(tools.stores, asked)]
        planned = [await sessions.plan(run) for run in new]
        for session in planned:
            await _held(session, tools)
        return RerunsDone(sessions=tuple(session.id for session in planned))


async def _held(planned: StudySession, tools: JobTools) -> None:
    """Start a run, and wait until it is over. One that was paused for the budget by a former order goes on."""
    sessions = tools.stores.sessions
    session = await sessions.get(planned.id)
    if session.status is SessionStatus.PAUSED:
        session = await sessions.resume(session.id, "the order for it")
    if session.status is SessionStatus.PLANNED:
        session = await sessions.start(session.id)
    while session.status is SessionStatus.RUNNING:
        await tools.clock.sleep(LOOK)
        session = await sessions.get(session.id)
    if session.status is SessionStatus.PAUSED:
        if session.pause is PauseReason.BUDGET:
            raise OverBudget("today's budget has no room for the next answer; asked for again, the runs go on")
        raise Conflict("a run was paused; asked for again, it goes on")
