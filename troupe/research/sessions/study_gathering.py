"""All runs of a study gathered from the rows, as reports read it."""

import hashlib
from collections.abc import Callable, Sequence
from importlib.metadata import version

from troupe.core.errors import Conflict
from troupe.llm.port.llm import PricedModel
from troupe.ports import Stores
from troupe.research.guides.guide import Guide
from troupe.research.sessions.run_change import AFTERWARDS, AskedAfterwards
from troupe.research.sessions.session_plan import SessionPlan
from troupe.research.sessions.study import AfterAnswer, Study, StudyRun
from troupe.research.sessions.study_reading import NOT_YET, read_run
from troupe.worlds.sessions.study_session import SessionStatus, StudySession

ModelOf = Callable[[str | None], PricedModel]
"""The model of a session by the name that it was given, None for that of the house."""


def guide_hash(guide: Guide) -> str:
    """SHA-256 of a guide's JSON, the first 16 hex digits: by it a report says what was asked."""
    return hashlib.sha256(guide.model_dump_json().encode()).hexdigest()[:16]


async def gather_study(stores: Stores, session_id: str, model_of: ModelOf) -> Study:
    """The study that a session is part of, with every run of it that has begun, the one as planned first.
    Raises NotFound, and Conflict where nothing has begun, or the plan was erased."""
    session = await stores.sessions.get(session_id)
    planned = await stores.sessions.of_study(session.study_id)
    begun = [each for each in planned if each.status is not SessionStatus.PLANNED]
    if not begun:
        raise Conflict("It has not begun: there is nothing to report yet.")
    try:
        plan = SessionPlan.model_validate_json((await stores.sessions.view(begun[0].id)).plan)
        runs = [await _run(stores, each, model_of) for each in begun]
    except ValueError as error:
        raise Conflict("The plan of this session has been erased, so it cannot be reported on.") from error
    return Study(
        id=session.study_id,
        guide=plan.guide,
        guide_hash=guide_hash(plan.guide),
        panel=plan.panel,
        software=f"discord-troupe {version('discord-troupe')}",
        runs=tuple(run for run in runs if not is_afterwards(run)),
        afterwards=afterwards_of([run for run in runs if is_afterwards(run)]),
    )


def is_afterwards(run: StudyRun) -> bool:
    """Whether it is but a question to one person when the study was over."""
    return isinstance(run.change, AskedAfterwards)


def afterwards_of(runs: Sequence[StudyRun]) -> tuple[AfterAnswer, ...]:
    """What was asked when the study was over, in the order of asking."""
    answers = [answer for run in runs if (answer := _after_answer(run)) is not None]
    return tuple(sorted(answers, key=lambda answer: answer.at))


def _after_answer(run: StudyRun) -> AfterAnswer | None:
    change, fork = run.change, run.fork
    if not isinstance(change, AskedAfterwards) or fork is None:
        return None
    answer = next((answer for answer in run.answers if answer.step == AFTERWARDS), None)
    lines = {line.id: line.text for line in run.lines}
    said = () if answer is None else answer.lines
    return AfterAnswer(
        run=fork.run,
        participant=change.slug,
        question=change.question,
        text="\n".join(lines[line] for line in said),
        missing=NOT_YET if answer is None else answer.missing,
        at=run.ended_at or run.began_at,
        stand_in=run.stand_in,
    )


async def _run(stores: Stores, session: StudySession, model_of: ModelOf) -> StudyRun:
    model = model_of(session.model)
    return await read_run(
        stores,
        session.id,
        model=model.name,
        stand_in=model.stand_in,
        usage=await stores.sessions.usage(session.id),
    )
