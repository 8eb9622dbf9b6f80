"""The database of a headless study: opened with its own clock, held against other processes, and read as a
study."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from importlib.metadata import version

from troupe.core.clock import Clock
from troupe.core.errors import BadInput
from troupe.core.ids import seeded_ids, system_ids
from troupe.headless.headless_opening import TENANT
from troupe.headless.memory_store import open_file, open_memory
from troupe.headless.study_clock import StudyClock, morning
from troupe.headless.study_folder import StudyFolder
from troupe.headless.study_playing import run_name
from troupe.llm.cached_model import ReplyCache
from troupe.llm.port.llm import LLM
from troupe.minds.prompt.turn_prompt_files import prompts_hash
from troupe.ports import Database, Stores
from troupe.research.ballots.ballot_request import PROMPTS as BALLOT_PROMPTS
from troupe.research.moderating.moderating_request import PROMPTS as MODERATOR_PROMPTS
from troupe.research.reruns.study_order import StudyOrder
from troupe.research.sessions.study import Study, StudyRun
from troupe.research.sessions.study_gathering import afterwards_of, guide_hash, is_afterwards
from troupe.research.sessions.study_reading import read_run
from troupe.worlds.sessions.study_session import SessionStatus

NAME = TENANT + "study"


@asynccontextmanager
async def open_study(
    folder: StudyFolder | None, seed: int, real: Clock, *, resume: bool
) -> AsyncGenerator[tuple[Database, StudyClock]]:
    """The database of a study, ours until the end, and its clock. Ids follow from the seed, but in a study that
    goes on: there those of the seed are taken."""
    async with AsyncExitStack() as undo:
        clock = StudyClock(await _began(folder, real) if resume else morning(real.now()), real)
        ids = system_ids if resume else seeded_ids(seed)
        opening = open_memory(clock, ids) if folder is None else open_file(folder.url, clock, ids)
        database = await opening
        undo.push_async_callback(database.close)
        undo.push_async_callback(await database.hold("study"))
        yield database, clock


async def _began(folder: StudyFolder | None, real: Clock) -> datetime:
    """When a study that goes on was begun."""
    if folder is None:
        raise BadInput("there is no folder to go on in", field="resume")
    database = await open_file(folder.url, real, system_ids)
    try:
        sessions = await database.tenant(NAME).sessions.all(1)
    finally:
        await database.close()
    return sessions[0].created_at if sessions else morning(real.now())


async def study_in(stores: Stores, order: StudyOrder, llm: LLM, cache: ReplyCache) -> Study:
    """The study as far as it has come, with what its replies have cost."""
    runs: list[StudyRun] = []
    after: list[StudyRun] = []
    for session in await stores.sessions.of_study(order.id):
        if session.status is SessionStatus.PLANNED:
            continue
        name = run_name(session)
        models = {one.answer.model for one in cache.replies if one.run == name and one.answer.model}
        run = await read_run(
            stores,
            session.id,
            model=", ".join(sorted(models)) or llm.name,
            stand_in=llm.stand_in,
            usage=cache.usage(name),
        )
        times = [one.at for one in cache.replies if one.run == name]
        (after if is_afterwards(run) else runs).append(_timed(run, times))
    led_by = "" if order.moderator is None else f" {MODERATOR_PROMPTS.hash()}"
    return Study(
        id=order.id,
        guide=order.guide,
        guide_hash=guide_hash(order.guide),
        panel=order.panel,
        prompt_hash=f"{prompts_hash()} {BALLOT_PROMPTS.hash()}{led_by}",
        software=f"discord-troupe {version('discord-troupe')}",
        runs=tuple(runs),
        afterwards=afterwards_of(after),
    )


def _timed(run: StudyRun, times: Sequence[datetime]) -> StudyRun:
    """The run with the times at which it was really held, by its replies: its own clock stands still."""
    if not times:
        return run
    ended = None if run.ended_at is None else max(times)
    return run.model_copy(update={"began_at": min(times), "ended_at": ended})
