"""A headless study gone on with: more runs beside those it has, and people asked when it is over."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from troupe.core.clock import Clock, SystemClock
from troupe.core.errors import Conflict, NotFound, OverBudget
from troupe.core.ids import system_ids
from troupe.headless.headless_model import open_model
from troupe.headless.headless_study import hold_study
from troupe.headless.memory_store import open_file
from troupe.headless.study_database import NAME, open_study, study_in
from troupe.headless.study_folder import DATABASE, StudyFolder
from troupe.headless.study_playing import Played, StudyProgress, play
from troupe.llm.cached_model import ReplyCache
from troupe.llm.port.llm import LLM
from troupe.research.reruns.change_words import member_named
from troupe.research.reruns.panel_redrawing import redrawn
from troupe.research.reruns.rerun_planning import asked_afterwards, runs_there
from troupe.research.reruns.study_order import Changes, StudyOrder, changes_of
from troupe.research.sessions.fork_finding import fork_point
from troupe.research.sessions.run_change import AskedAfterwards
from troupe.research.sessions.session_plan import SessionPlan
from troupe.research.sessions.study import AfterAnswer, Study
from troupe.worlds.sessions.study_session import SessionStatus, StudySession


async def rerun_study(
    folder: str | Path,
    *,
    model: LLM | str | None = None,
    replicates: int = 5,
    change: Changes = (),
    fork_at: str = "",
    max_usd: float | None = None,
    progress: Callable[[StudyProgress], None] | None = None,
    clock: Clock | None = None,
) -> Study:
    """Run a study again that `run_study` has kept in this folder: so many unchanged runs in all, the first one
    among them, and as many with each change; or, with `fork_at`, so many from there on: a step by its key,
    which is put anew, or a line by its id. Runs that are there are not played again. `max_usd` is the most
    that all of the study may cost.

    Raises NotFound for no study, BadInput, Conflict or Misconfigured before anything is asked.
    """
    path = Path(folder)
    order = replace(
        await order_in(path),
        replicates=replicates,
        changes=changes_of(change),
        fork_at=fork_at,
        max_usd=max_usd,
    )
    async with AsyncExitStack() as undo:
        llm = model if not isinstance(model, str | None) else open_model(model)
        if llm is not model:
            undo.push_async_callback(llm.close)
        return await hold_study(order, llm, path, resume=True, progress=progress, clock=clock)


async def order_in(folder: Path) -> StudyOrder:
    """The order by which the first run of the study in a folder was held. Raises NotFound where there is none."""
    _, plan = await _first(folder)
    return StudyOrder(
        guide=plan.guide,
        panel=plan.panel,
        members=plan.members,
        seed=plan.seed,
        moderator=plan.moderator,
        redraw=partial(redrawn, plan.panel),
    )


async def runs_in(folder: Path, order: StudyOrder) -> list[SessionPlan]:
    """The plans of the runs of an order that are still to be played, as far as the study in the folder tells.
    Raises Conflict where it has not come to the point that the order names."""
    first, _ = await _first(folder)
    database = await open_file(StudyFolder(folder, resume=True).url, SystemClock(), system_ids)
    try:
        stores = database.tenant(NAME)
        point = await fork_point(stores, first.id, order.fork_at) if order.fork_at else None
        over = {
            (each.condition, each.replicate)
            for each in await stores.sessions.of_study(first.study_id)
            if each.status is SessionStatus.ENDED
        }
        runs = order.runs(point, await runs_there(stores, first.study_id))
    finally:
        await database.close()
    return [
        SessionPlan.model_validate_json(run.plan) for run in runs if (run.condition, run.replicate) not in over
    ]


async def _first(folder: Path) -> tuple[StudySession, SessionPlan]:
    if not (folder / DATABASE).exists():
        raise NotFound(f"{folder} holds no study; `troupe run GUIDE --out FOLDER` makes one", field="study")
    database = await open_file(StudyFolder(folder, resume=True).url, SystemClock(), system_ids)
    try:
        sessions = database.tenant(NAME).sessions
        newest = await sessions.all(1)
        if not newest:
            raise Conflict(f"{folder}: the study was not begun; --resume begins it", field="study")
        first = (await sessions.of_study(newest[0].study_id))[0]
        return first, SessionPlan.model_validate_json((await sessions.view(first.id)).plan)
    finally:
        await database.close()


async def ask_afterwards(
    folder: str | Path,
    person: str,
    question: str,
    *,
    model: LLM | str | None = None,
    max_usd: float | None = None,
    clock: Clock | None = None,
) -> AfterAnswer:
    """Ask somebody of a study that is over, in the state of mind in which it left them; nothing of it is any
    part of the study, and the report shows it apart. The same question is asked once. Raises NotFound, Conflict
    for a study that is not over, and OverBudget."""
    path = Path(folder)
    order = await order_in(path)
    change = AskedAfterwards(slug=member_named(order.members, person), question=question.strip())
    kept = StudyFolder(path, resume=True)
    cache = ReplyCache(kept.replies)
    async with AsyncExitStack() as undo:
        llm = model if not isinstance(model, str | None) else open_model(model)
        if llm is not model:
            undo.push_async_callback(llm.close)
        opening = open_study(kept, order.seed, clock or SystemClock(), resume=True)
        database, own_clock = await undo.enter_async_context(opening)
        stores = database.tenant(NAME)
        first = (await stores.sessions.of_study(order.id))[0]
        if first.status is not SessionStatus.ENDED:
            raise Conflict("The study is not over; --resume ends it.", field="study")
        point = await fork_point(stores, first.id)
        there = await runs_there(stores, first.study_id)
        session = await stores.sessions.plan(asked_afterwards(order.first, first.study_id, point, change, there))
        if session.status is not SessionStatus.ENDED:
            played = Played(database, llm, cache, own_clock, max_usd, lambda _: None)
            session = await play(played, session, (1, 1), resume=True)
        study = await study_in(stores, order, llm, cache)
        kept.write(study, cache)
        if session.status is not SessionStatus.ENDED:
            raise OverBudget("the cap has no room for it: give a higher one")
        return next(
            one for one in study.afterwards if (one.participant, one.question) == (change.slug, change.question)
        )
