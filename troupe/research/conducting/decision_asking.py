"""A moderator person asked for a decision: once for a move, as a job under a key of its own."""

from troupe.core.errors import OverBudget
from troupe.engine.job_runner import JobRunner
from troupe.ports import Stores
from troupe.research.conducting.keyed_jobs import newest_job, refused
from troupe.research.job_kinds import MODERATING
from troupe.research.moderating.moderating_job import ModeratingAsked
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.jobs.job import JobScope, JobStatus, NewJob
from troupe.worlds.sessions.session_view import SessionView
from troupe.worlds.sessions.study_session import PauseReason

_LOST = "the decision was lost"


async def decide(jobs: JobRunner, stores: Stores, plan: SessionPlan, view: SessionView, number: int) -> bool:
    """Have the moderator person decide on this move; whether anything changed that calls for another look."""
    session = view.session
    key, job = await newest_job(stores, MODERATING.word, f"{session.id} {number}", session.resumes)
    if job is None or job.status is JobStatus.CANCELLED:  # its world was stopped meanwhile
        return await _ask(jobs, stores, plan, view, NewJob(kind=MODERATING.word, request="", key=key))
    if not job.status.over:
        return False
    if refused(job):
        await stores.sessions.pause(session.id, PauseReason.BUDGET)
    else:
        await stores.sessions.leave_undecided(session.id, number, _LOST)
    return True


async def _ask(jobs: JobRunner, stores: Stores, plan: SessionPlan, view: SessionView, order: NewJob) -> bool:
    """Ask; whether the session had to pause instead."""
    session = view.session
    if plan.moderator is None or await _beyond_cap(stores, plan, view):
        await stores.sessions.pause(session.id, PauseReason.CAP)
        return True
    asked = ModeratingAsked(
        session_id=session.id, number=session.moves, moderator=plan.moderator.persona, seed=plan.seed
    )
    scope = JobScope.of_world(view.worlds[0].world_id)
    new = order.model_copy(update={"scope": scope, "model": session.model})
    try:
        await jobs.ask(session.tenant, MODERATING, asked, new)
    except OverBudget:
        await stores.sessions.pause(session.id, PauseReason.BUDGET)
        return True
    return False


async def _beyond_cap(stores: Stores, plan: SessionPlan, view: SessionView) -> bool:
    """Whether what the study may cost has no room for one more call, as it was quoted."""
    if plan.max_usd is None:
        return False
    spent = (await stores.sessions.usage(view.session.id)).usd or 0.0
    return spent + (plan.usd_per_call or 0.0) > plan.max_usd
