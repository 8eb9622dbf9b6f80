"""Screening from Python: whoever calls it pays, so that the calls are counted and not capped. With a store it is a
job: run again after a crash, it goes on where it was."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence

from troupe.core.clock import Clock, SystemClock
from troupe.core.errors import Conflict
from troupe.engine.job_runner import JobRunner
from troupe.headless.headless_opening import TENANT
from troupe.llm.ledger.capped_model import Capped
from troupe.llm.ledger.kept_answer import CallJournal
from troupe.llm.ledger.memory_ledger import MemoryLedger
from troupe.llm.port.llm import LLM, PricedModel
from troupe.people.library.library import ref_of
from troupe.people.library.people_by_slug import by_slug
from troupe.people.persona.panel import PanelMember
from troupe.people.persona.persona import FILES, Persona
from troupe.ports import Cap, Database, Ledger
from troupe.research.job_kinds import SCREENING
from troupe.research.recruiting.screener import Screener, check_screener
from troupe.research.recruiting.screening import AT_ONCE, Progress, Screened
from troupe.research.recruiting.screening import screen as screened
from troupe.research.recruiting.screening_job import ScreeningAsked
from troupe.worlds.jobs.job import NewJob

_BETWEEN = 0.5
"""Seconds between two looks at how far it is."""


async def screen(
    llm: LLM,
    screener: Screener,
    candidates: Mapping[str, Persona] | Sequence[Persona],
    *,
    seed: int,
    at_once: int = AT_ONCE,
    progress: Progress | None = None,
    store: Database | None = None,
    name: str = "screening",
    clock: Clock | None = None,
) -> Screened:
    """As `troupe.research.recruiting.screening.screen`, with a model of one's own, such as `open_model` gives.

    With a `store`, from `db.open`, every answer is kept there as it comes, under `name`: the same screening by the
    same model, asked for again, asks nobody twice, be it after a crash, and `progress` is told how many answers
    there are of how many at most. Raises as that one does."""
    time = clock or SystemClock()
    if store is None:
        model = Capped(llm, MemoryLedger(time), Cap())
        return await screened(model, screener, candidates, seed=seed, at_once=at_once, progress=progress)
    people = by_slug(candidates)
    check_screener(screener, people)
    members = {
        slug: PanelMember(persona=persona, ref=ref_of(persona, slug, FILES)) for slug, persona in people.items()
    }
    asked = ScreeningAsked(screener=screener, candidates=members, seed=seed, at_once=at_once)
    runner = JobRunner(store, (SCREENING,), _OneModel(llm), time, cap=lambda _: Cap(), poke=lambda _: None)
    return await _kept(runner, asked, llm.name, TENANT + name, progress)


async def _kept(
    runner: JobRunner, asked: ScreeningAsked, model: str, tenant: str, progress: Progress | None
) -> Screened:
    key = hashlib.sha256(f"{model}\n{asked.model_dump_json()}".encode()).hexdigest()
    job = await runner.ask(tenant, SCREENING, asked, NewJob(kind=SCREENING.word, request="", key=key))
    running = asyncio.ensure_future(runner.run(job.key))
    try:
        while not running.done():
            job = await runner.until_over(job.key, _BETWEEN)
            if progress is not None:
                progress(job.calls_finished, job.calls_expected)
            if job.status.over:
                await running
    finally:
        await runner.close()
        await asyncio.gather(running, return_exceptions=True)
    running.result()
    result = await runner.result(SCREENING, job.key)
    if result is None:
        raise Conflict("its result has been erased meanwhile; ask again")
    return result


class _OneModel:
    """See troupe.engine.job_runner.JobModels."""

    def __init__(self, llm: LLM) -> None:
        self._llm = llm

    def player(self, model: str | None = None) -> PricedModel:
        return self._llm

    def capped(
        self,
        ledger: Ledger,
        cap: Cap,
        *,
        model: str | None = None,
        asked_for: str | None = None,
        journal: CallJournal | None = None,
    ) -> Capped:
        return Capped(self._llm, ledger, cap, asked_for, journal)
