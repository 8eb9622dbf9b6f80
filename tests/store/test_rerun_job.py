"""Reruns as a job: planned, played one after the other, and gone on with by whichever process comes next."""

from typing import Any

from db.database import SqlDatabase
from tests.store.sessions import a_guide, a_plan
from troupe.core.clock import ManualClock
from troupe.engine.job_runner import JobRunner
from troupe.engine.turn_cycle import TurnCycle
from troupe.llm.port.llm import Request
from troupe.llm.scripted_model import Scripted
from troupe.minds.mind import Mind
from troupe.ports import Cap
from troupe.research.conducting.session_runner import SessionRunner
from troupe.research.job_kinds import BALLOT, RERUNS
from troupe.research.reruns.rerun_job import LOOK, RerunsAsked, RerunsDone
from troupe.research.sessions.run_change import AskedAfterwards, OrderReversed
from troupe.research.sessions.study_gathering import gather_study
from troupe.worlds.jobs.job import JobKey
from troupe.worlds.sessions.study_session import NewSession, SessionStatus
from troupe.worlds.world import WorldKey

TENANT = "guild:1"


def _answer(request: Request[Any]) -> dict[str, Any]:
    if str(request.purpose) == "ballot":
        return {"reason": "So.", "choice": "no"}
    said = [{"type": "TALK", "content": "Tea, I should say.", "target": ""}]
    return {"floor": "speak", "actions": said, "state": {}}


class Process:
    """A process that plays sessions and does jobs."""

    def __init__(self, database: SqlDatabase, clock: ManualClock) -> None:
        self.database, self.clock, self.stores = database, clock, database.tenant(TENANT)
        self.mind = Mind(Scripted(otherwise=_answer))
        self.engine = TurnCycle(database, self.mind, clock, cap=lambda _: Cap(), poke=lambda _key, _work: None)
        self.jobs = JobRunner(
            database, (BALLOT, RERUNS), self.mind, clock, cap=lambda _: Cap(), poke=lambda _: None
        )
        self.runner = SessionRunner(database, self.jobs, poke=lambda _key, _work: None)

    async def until(self, key: JobKey, *, ended: int | None = None) -> RerunsDone | None:
        """Play until the job is over, or so many sessions have ended."""
        for _ in range(300):
            await self.jobs.look(TENANT)
            for session in await self.database.running_sessions():
                view = await self.runner.look(session)
                for world in view.worlds:
                    await self.engine.run_until_quiet(WorldKey(TENANT, world.world_id))
            await self.clock.advance(LOOK)
            over = [one for one in await self.stores.sessions.all(50) if one.status is SessionStatus.ENDED]
            if (await self.stores.jobs.get(key.id)).status.over or (ended is not None and len(over) >= ended):
                break
        return await self.jobs.result(RERUNS, key)


async def test_reruns_survive_the_death_of_their_process(database: SqlDatabase, clock: ManualClock) -> None:
    first = Process(database, clock)
    session = await first.stores.sessions.plan(NewSession(plan=a_plan(a_guide()).model_dump_json(), seed=4))
    await first.stores.sessions.start(session.id)
    while await database.running_sessions():
        for key in await database.running_sessions():
            for world in (await first.runner.look(key)).worlds:
                await first.engine.run_until_quiet(WorldKey(TENANT, world.world_id))
        await first.jobs.look(TENANT)
        await first.jobs.idle()
    asked = RerunsAsked(session=session.id, change=OrderReversed(), fork_at="buy", runs=2)
    job = await first.jobs.ask(TENANT, RERUNS, asked)
    assert await first.until(job.key, ended=2) is None
    await first.jobs.close()
    second = Process(database, clock)
    done = await second.until(job.key)
    assert done is not None
    study = await gather_study(second.stores, session.id, second.mind.player)
    names = ["", *["from buy on"] * 2, *["from buy on: in reverse order"] * 2]
    assert [run.condition for run in study.runs] == names
    assert {run.id for run in study.runs[1:]} == set(done.sessions)
    assert all(run.ended_at is not None and len(run.votes) == 3 for run in study.runs)
    question = AskedAfterwards(slug="marta", question="Why not?")
    after = await second.jobs.ask(TENANT, RERUNS, RerunsAsked(session=session.id, change=question))
    assert await second.until(after.key) is not None
    study = await gather_study(second.stores, session.id, second.mind.player)
    assert [(one.participant, one.text) for one in study.afterwards] == [("marta", "Tea, I should say.")]
    assert len(study.runs) == 5
    await second.jobs.close()
