"""All runs of a study gathered from the rows, as reports read it."""

import hashlib
from collections.abc import Callable
from importlib.metadata import version

from troupe.core.errors import Conflict
from troupe.core.usage import Usage
from troupe.llm.port.llm import PricedModel
from troupe.ports import Stores
from troupe.research.guides.guide import Guide
from troupe.research.sessions.session_plan import SessionPlan
from troupe.research.sessions.study import Study, StudyRun
from troupe.research.sessions.study_reading import read_run
from troupe.worlds.sessions.study_session import SessionStatus, StudySession

ModelOf = Callable[[str | None], PricedModel]
"""The model of a session by the name that it was given, None for that of the house."""


def guide_hash(guide: Guide) -> str:
    """SHA-256 of a guide's JSON, the first 16 hex digits: by it a report says what was asked."""
    return hashlib.sha256(guide.model_dump_json().encode()).hexdigest()[:16]


async def gather_study(stores: Stores, session_id: str, model_of: ModelOf) -> Study:
    """The study that a session is part of, with every run of it that has begun, the one as planned first. What the
    runs cost stands in the ledger, by day and not by session, and is not told. Raises NotFound, and Conflict where
    nothing has begun, or the plan was erased."""
    session = await stores.sessions.get(session_id)
    planned = (session,) if session.study_id is None else await stores.sessions.of_study(session.study_id)
    begun = [each for each in planned if each.status is not SessionStatus.PLANNED]
    if not begun:
        raise Conflict("It has not begun: there is nothing to report yet.")
    try:
        plan = SessionPlan.model_validate_json((await stores.sessions.view(begun[0].id)).plan)
        runs = [await _run(stores, each, model_of) for each in begun]
    except ValueError as error:
        raise Conflict("The plan of this session has been erased, so it cannot be reported on.") from error
    return Study(
        id=session.study_id or session.id,
        guide=plan.guide,
        guide_hash=guide_hash(plan.guide),
        panel=plan.panel,
        software=f"discord-troupe {version('discord-troupe')}",
        runs=tuple(runs),
    )


async def _run(stores: Stores, session: StudySession, model_of: ModelOf) -> StudyRun:
    model = model_of(session.model)
    return await read_run(stores, session.id, model=model.name, stand_in=model.stand_in, usage=Usage())
