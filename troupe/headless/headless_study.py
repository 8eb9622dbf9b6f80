"""A study without a channel: a guide played with a panel, again and again if asked, into a folder that is kept."""

import hashlib
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from troupe.core.clock import Clock, SystemClock
from troupe.core.errors import BadInput, Misconfigured
from troupe.core.ids import seeded_ids, system_ids
from troupe.headless.headless_model import open_model
from troupe.headless.headless_opening import TENANT
from troupe.headless.memory_store import open_file, open_memory
from troupe.headless.study_clock import StudyClock, morning
from troupe.headless.study_folder import StudyFolder
from troupe.headless.study_panel import PanelSource, panel_of
from troupe.headless.study_playing import Played, StudyProgress, play, run_name
from troupe.llm.cached_model import ReplyCache
from troupe.llm.port.llm import LLM
from troupe.minds.prompt.turn_prompt_files import prompts_hash
from troupe.people.persona.panel import PanelMember
from troupe.ports import Database, Stores
from troupe.research.ballots.ballot_request import PROMPTS as BALLOT_PROMPTS
from troupe.research.conducting.study_quote import quote_study
from troupe.research.guides.guide import Guide
from troupe.research.sessions.session_plan import SessionPlan, changed, groups
from troupe.research.sessions.study import Study, StudyRun
from troupe.research.sessions.study_gathering import guide_hash
from troupe.research.sessions.study_reading import read_run
from troupe.worlds.sessions.study_session import NewSession, SessionStatus, StudySession

NAME = TENANT + "study"
MOST_RUNS = 100


@dataclass(frozen=True, slots=True)
class StudyOrder:
    """What a study is asked to be; see `troupe.run_study`."""

    guide: Guide
    panel: str
    members: Mapping[str, PanelMember]
    seed: int = 0
    replicates: int = 1
    change: Mapping[str, str] = field(default_factory=dict[str, str])
    max_usd: float | None = None

    def runs(self) -> list[NewSession]:
        """The sessions of the study: its unchanged twins, then those of each change, twin by twin."""
        if not 1 <= self.replicates <= MOST_RUNS:
            raise BadInput(f"from 1 to {MOST_RUNS}, not {self.replicates}", field="replicates")
        conditions = {"": {}, **{f"{key} in other words": {key: text} for key, text in self.change.items()}}
        runs: list[NewSession] = []
        for condition, change in conditions.items():
            for replicate in range(self.replicates):
                plan = self._plan(change, replicate)
                groups(plan)  # two of one name are told of before anything is spent
                changed(self.guide, change)
                runs.append(
                    NewSession(
                        plan=plan.model_dump_json(),
                        study_id=self.id,
                        condition=condition,
                        replicate=replicate,
                        seed=plan.seed,
                    )
                )
        return runs

    def _plan(self, change: Mapping[str, str], replicate: int) -> SessionPlan:
        seed = self.seed
        if replicate:
            seed = random.Random(f"{self.seed}:twin:{replicate}").getrandbits(31)  # noqa: S311 - to be repeated
        return SessionPlan(
            guide=self.guide, panel=self.panel, members=dict(self.members), seed=seed, change=dict(change)
        )

    @property
    def id(self) -> str:
        """The same for the same guide, people and seed."""
        people = "".join(f"{slug}{member.ref.hash}" for slug, member in self.members.items())
        return hashlib.sha256(f"{guide_hash(self.guide)}{people}{self.seed}".encode()).hexdigest()[:16]


async def run_study(
    guide: Guide,
    panel: PanelSource,
    *,
    model: LLM | str | None = None,
    seed: int = 0,
    replicates: int = 1,
    change: Mapping[str, str] | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    max_usd: float | None = None,
    progress: Callable[[StudyProgress], None] | None = None,
    clock: Clock | None = None,
) -> Study:
    """Play a guide with a panel, and return the study as it was held.

    `panel` are people, or words such as `germany:12`. `replicates` runs
    unchanged twins, in fresh worlds and with other seeds; each entry of `change` (the key of a step, its other
    words) is a further condition, with as many runs. With `out`, a new folder, everything is kept there: a study
    whose process died goes on with `resume`, and nobody is asked twice. At `max_usd` it pauses, and what was said
    by then is returned (`run.ended_at` is None). `progress` is told after each move.

    Raises BadInput, NotFound or Misconfigured before anything is asked.
    """
    found, members = panel_of(panel, seed)
    order = StudyOrder(
        guide=guide,
        panel=found,
        members=members,
        seed=seed,
        replicates=replicates,
        change=dict(change or {}),
        max_usd=max_usd,
    )
    folder = None if out is None else Path(out)
    async with AsyncExitStack() as undo:
        llm = model if not isinstance(model, str | None) else open_model(model)
        if llm is not model:
            undo.push_async_callback(llm.close)
        return await hold_study(order, llm, folder, resume=resume, progress=progress, clock=clock)


async def hold_study(
    order: StudyOrder,
    llm: LLM,
    out: Path | None,
    *,
    resume: bool = False,
    progress: Callable[[StudyProgress], None] | None = None,
    clock: Clock | None = None,
) -> Study:
    """The same for an order that was read."""
    runs = order.runs()
    people = {slug: member.persona for slug, member in order.members.items()}
    quote = quote_study(order.guide, people, llm)
    if order.max_usd is not None and quote.estimate.usd is None:
        raise Misconfigured(
            f"the price of {llm.name} is not known, so no cap in dollars can be kept: give it with TROUPE_PRICES"
        )
    real = clock or SystemClock()
    folder = None if out is None else StudyFolder(out, resume=resume)
    cache = ReplyCache(None if folder is None else folder.replies)
    async with AsyncExitStack() as undo:
        began = await _began(folder, real) if resume else morning(real.now())
        study_clock = StudyClock(began, real)
        database = await _opened(folder, study_clock, order.seed, resume=resume)
        undo.push_async_callback(database.close)
        undo.push_async_callback(await database.hold("study"))
        stores = database.tenant(NAME)
        await _check_same(stores, order)
        sessions = [await stores.sessions.plan(run) for run in runs]
        played = Played(database, llm, cache, study_clock, order.max_usd, progress or (lambda _: None))
        for number, session in enumerate(sessions, start=1):
            if session.status is not SessionStatus.ENDED:
                ended = await play(played, session, (number, len(runs)), resume=resume)
                if folder is not None:
                    folder.write(await _study(stores, order, sessions, llm, cache), cache)
                if ended.status is not SessionStatus.ENDED:
                    break
        study = await _study(stores, order, sessions, llm, cache)
        if folder is not None:
            folder.write(study, cache)
        return study


async def _opened(folder: StudyFolder | None, clock: Clock, seed: int, *, resume: bool) -> Database:
    """Ids follow from the seed, but in a study that goes on: there those of the seed are taken."""
    ids = system_ids if resume else seeded_ids(seed)
    return await open_memory(clock, ids) if folder is None else await open_file(folder.url, clock, ids)


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


async def _check_same(stores: Stores, order: StudyOrder) -> None:
    """Raises BadInput where the folder holds the study of another guide, panel or seed."""
    if any(session.study_id != order.id for session in await stores.sessions.all(1)):
        raise BadInput("the folder holds a study with another guide, panel or seed", field="resume")


async def _study(
    stores: Stores, order: StudyOrder, sessions: Sequence[StudySession], llm: LLM, cache: ReplyCache
) -> Study:
    begun = [
        session
        for planned in sessions
        if (session := await stores.sessions.get(planned.id)).status is not SessionStatus.PLANNED
    ]
    runs: list[StudyRun] = []
    for session in begun:
        name = run_name(session)
        models = {one.answer.model for one in cache.replies if one.run == name and one.answer.model}
        run = await read_run(
            stores,
            session.id,
            model=", ".join(sorted(models)) or llm.name,
            stand_in=llm.stand_in,
            usage=cache.usage(name),
        )
        runs.append(_timed(run, [one.at for one in cache.replies if one.run == name]))
    return Study(
        id=order.id,
        guide=order.guide,
        guide_hash=guide_hash(order.guide),
        panel=order.panel,
        prompt_hash=f"{prompts_hash()} {BALLOT_PROMPTS.hash()}",
        software=f"discord-troupe {version('discord-troupe')}",
        runs=tuple(runs),
    )


def _timed(run: StudyRun, times: Sequence[datetime]) -> StudyRun:
    """The run with the times at which it was really held, by its replies: its own clock stands still."""
    if not times:
        return run
    ended = None if run.ended_at is None else max(times)
    return run.model_copy(update={"began_at": min(times), "ended_at": ended})


def at_cap(study: Study) -> bool:
    """Whether it waits for more money."""
    return any(run.ended_at is None for run in study.runs)
