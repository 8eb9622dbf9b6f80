"""A study without a channel: a guide played with a panel, again and again if asked, into a folder that is kept."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

from troupe.core.clock import Clock, SystemClock
from troupe.core.errors import BadInput, Misconfigured
from troupe.headless.headless_cast import Source
from troupe.headless.headless_model import open_model
from troupe.headless.study_database import NAME, open_study, study_in
from troupe.headless.study_folder import StudyFolder
from troupe.headless.study_panel import PanelSource, moderator_of, panel_of
from troupe.headless.study_playing import Played, StudyProgress, play
from troupe.llm.cached_model import ReplyCache
from troupe.llm.port.llm import LLM
from troupe.ports import Stores
from troupe.research.conducting.study_quote import quote_runs
from troupe.research.guides.guide import Guide
from troupe.research.reruns.panel_redrawing import redrawn
from troupe.research.reruns.rerun_planning import runs_there
from troupe.research.reruns.study_order import Changes, StudyOrder, changes_of
from troupe.research.sessions.fork_finding import fork_point
from troupe.research.sessions.session_plan import SessionPlan
from troupe.research.sessions.study import Study
from troupe.worlds.sessions.session_fork import ForkPoint
from troupe.worlds.sessions.study_session import SessionStatus, StudySession


async def run_study(
    guide: Guide,
    panel: PanelSource,
    *,
    model: LLM | str | None = None,
    moderator: Source | None = None,
    seed: int = 0,
    replicates: int = 1,
    change: Changes = (),
    fork_at: str = "",
    out: str | Path | None = None,
    resume: bool = False,
    max_usd: float | None = None,
    progress: Callable[[StudyProgress], None] | None = None,
    clock: Clock | None = None,
) -> Study:
    """Play a guide with a panel, and return the study as it was held.

    `panel` are people, or words such as `germany:12`. `replicates` runs unchanged twins, in fresh worlds and
    with other seeds; each entry of `change` (the key of a step and its other words, or a change of another kind,
    see `troupe.research.sessions.run_change`) is a further condition, with as many runs. With `fork_at`, the key
    of a step, it is played once, and all these go on from there, with everyone as they were by then. With `out`,
    a new folder, everything is kept there: a study whose process died goes on with `resume`, and nobody is asked
    twice. At `max_usd` it pauses, and what was said by then is returned (`run.ended_at` is None). `progress` is
    told after each move. `moderator` leads it: a persona, file or name, of the ready ones or of the library;
    without one the guide goes on as it stands.

    Raises BadInput, NotFound or Misconfigured before anything is asked."""
    found, members = panel_of(panel, seed)
    order = StudyOrder(
        guide=guide,
        panel=found,
        members=members,
        seed=seed,
        moderator=None if moderator is None else moderator_of(moderator),
        replicates=replicates,
        changes=changes_of(change),
        fork_at=fork_at,
        max_usd=max_usd,
        redraw=partial(redrawn, found),
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
    runs = [SessionPlan.model_validate_json(run.plan) for run in order.runs()]
    if order.max_usd is not None and quote_runs(runs, llm).estimate.usd is None:
        raise Misconfigured(
            f"the price of {llm.name} is not known, so no cap in dollars can be kept: give it with TROUPE_PRICES"
        )
    folder = None if out is None else StudyFolder(out, resume=resume)
    cache = ReplyCache(None if folder is None else folder.replies)
    async with open_study(folder, order.seed, clock or SystemClock(), resume=resume) as (database, own_clock):
        played = Played(database, llm, cache, own_clock, order.max_usd, progress or (lambda _: None))
        holding = _Holding(order, played, folder, resume=resume)
        await holding.whole()
        return await holding.study()


class _Holding:
    """A study being held, in its database."""

    def __init__(self, order: StudyOrder, played: Played, folder: StudyFolder | None, *, resume: bool) -> None:
        self._order = order
        self._played = played
        self._folder = folder
        self._resume = resume
        self._stores = played.database.tenant(NAME)

    async def whole(self) -> None:
        """Play what has not been played, until it has to pause."""
        await _check_same(self._stores, self._order)
        first = await self._stores.sessions.plan(self._order.first_run())
        point: ForkPoint | None = None
        if self._order.fork_at:
            count = 1 + self._order.replicates * (1 + len(self._order.changes))
            if not await self._play(first, (1, count)):
                return
            point = await fork_point(self._stores, first.id, self._order.fork_at)
        runs = self._order.runs(point, await runs_there(self._stores, first.study_id))
        sessions = [await self._stores.sessions.plan(run) for run in runs]
        for number, session in enumerate(sessions, start=1):
            if not await self._play(session, (number, len(runs))):
                return

    async def _play(self, planned: StudySession, number: tuple[int, int]) -> bool:
        """Play a session that has not ended; whether it has by now."""
        session = await self._stores.sessions.get(planned.id)
        if session.status is SessionStatus.ENDED:
            return True
        session = await play(self._played, session, number, resume=self._resume)
        if self._folder is not None:
            self._folder.write(await self.study(), self._played.cache)
        return session.status is SessionStatus.ENDED

    async def study(self) -> Study:
        """All runs that have begun, of this order and of earlier ones."""
        return await study_in(self._stores, self._order, self._played.llm, self._played.cache)


async def _check_same(stores: Stores, order: StudyOrder) -> None:
    """Raises BadInput where the folder holds the study of another guide, panel or seed."""
    if any(session.study_id != order.id for session in await stores.sessions.all(1)):
        raise BadInput("the folder holds a study with another guide, panel or seed", field="resume")


def at_cap(study: Study) -> bool:
    """Whether it waits for more money."""
    return any(run.ended_at is None for run in study.runs)
