"""One session of a headless study, played to its end or to where it has to pause."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from troupe.core.errors import Conflict
from troupe.core.usage import Estimate, Usage
from troupe.engine.job_runner import JobRunner
from troupe.engine.turn_cycle import SHORTEST, TurnCycle
from troupe.headless.headless_model import environment_secrets
from troupe.headless.study_clock import StudyClock
from troupe.llm.cached_model import CachedModel, ReplyCache
from troupe.llm.port.llm import LLM
from troupe.minds.mind import Mind
from troupe.ports import Cap, Database
from troupe.research.conducting.session_runner import SessionRunner
from troupe.research.job_kinds import BALLOT, MODERATING
from troupe.worlds.sessions.session_move import MissingReason, MoveKind
from troupe.worlds.sessions.session_view import SessionView
from troupe.worlds.sessions.study_session import SessionStatus, StudySession
from troupe.worlds.turn import Turn
from troupe.worlds.world import WorldKey

YOU = "You"
_STUCK = 3
"""Looks in a row at which nothing has moved, after which a session is given up: something is broken."""


@dataclass(frozen=True, slots=True)
class StudyProgress:
    """How far a study has come: the run, by number of so many, its latest step, who has answered of those asked,
    and what all calls have cost."""

    run: int
    runs: int
    condition: str
    replicate: int
    moves: int
    step: str
    answered: int
    asked: int
    usage: Usage


@dataclass(frozen=True, slots=True)
class Played:
    """What the sessions of a study are played on."""

    database: Database
    llm: LLM
    cache: ReplyCache
    clock: StudyClock
    max_usd: float | None
    progress: Callable[[StudyProgress], None]


def run_name(session: StudySession) -> str:
    """By which replies know the run that they are of."""
    return f"{session.condition or 'as planned'} {session.replicate}"


async def play(played: Played, session: StudySession, number: tuple[int, int], *, resume: bool) -> StudySession:
    """Play a session, the one of this `number` of so many; returns it ended, or paused at the cap."""
    return await _Playing(played, session, number).whole(resume=resume)


class _Playing:
    def __init__(self, played: Played, session: StudySession, number: tuple[int, int]) -> None:
        self._played = played
        self._session = session
        self._number = number
        self._stores = played.database.tenant(session.tenant)
        llm = CachedModel(
            *(played.llm, played.cache, run_name(session), played.clock.real), lambda: played.clock.moves
        )
        mind = Mind(
            llm,
            secrets=environment_secrets(),
            reserve=self._reserve,
            recall=self._stores.turns.recall,
        )
        self._engine = TurnCycle(
            played.database,
            mind,
            played.clock,
            cap=lambda _: self._cap,
            poke=lambda _key, _work: None,
            limit=lambda turn: max(SHORTEST, mind.patience(turn.scene)),
        )
        self._jobs = JobRunner(
            played.database, (BALLOT, MODERATING), mind, played.clock, cap=lambda _: self._cap, poke=lambda _: None
        )
        self._runner = SessionRunner(played.database, self._jobs, poke=lambda _key, _work: None, seen=self._seen)

    @property
    def _cap(self) -> Cap:
        return Cap(usd=self._played.max_usd)

    async def _reserve(self, turn: Turn, estimate: Estimate) -> bool:
        return await self._stores.turns.reserve(turn, estimate, self._cap)

    def _seen(self, view: SessionView) -> None:
        self._played.clock.at_move(view.session.moves)
        self._tell(view)

    async def whole(self, *, resume: bool) -> StudySession:
        try:
            await self._begin(resume=resume)
            before, idle = None, 0
            while True:
                view = await self._runner.look(self._session.key)
                if view.session.status is not SessionStatus.RUNNING:
                    return view.session
                idle = idle + 1 if view == before else 0
                if idle >= _STUCK:
                    raise Conflict("the session does not move any more; --resume tries again")
                before = view
                await self._act(view)
                await self._look_out()
        finally:
            await self._jobs.close()

    async def _begin(self, *, resume: bool) -> None:
        sessions, session_id = self._stores.sessions, self._session.id
        self._played.clock.at_move(self._session.moves)
        if resume:
            await sessions.take_over(session_id)
        if self._session.status is SessionStatus.PAUSED:
            await sessions.resume(session_id, YOU)
        else:
            await sessions.start(session_id)

    async def _act(self, view: SessionView) -> None:
        """Let everyone who has been asked answer, and those vote who have not."""
        keys = [WorldKey(view.session.tenant, world.world_id) for world in view.worlds]
        await asyncio.gather(*(self._engine.run_until_quiet(key) for key in keys))
        await self._jobs.look(view.session.tenant)
        await self._jobs.idle()

    async def _look_out(self) -> None:
        """End it where nobody at all could answer its first question: the model is not to be had, and all other
        questions would end so too."""
        view = await self._stores.sessions.view(self._session.id)
        asks = [move for move in view.moves if move.kind is MoveKind.ASK]
        missing = {one.answer.missing for one in view.asked}
        if len(asks) == 1 and view.asked and missing == {MissingReason.FAILED}:
            await self._stores.sessions.end(self._session.id, "nobody could answer the first question")

    def _tell(self, view: SessionView) -> None:
        last = view.last
        voters = {vote.participant for vote in view.votes if last is not None and vote.ballot == last.step}
        answered = (
            len(voters)
            if last is not None and last.kind is MoveKind.POLL
            else sum(bool(one.answer.events or one.answer.missing) for one in view.asked)
        )
        session = view.session
        self._played.progress(
            StudyProgress(
                run=self._number[0],
                runs=self._number[1],
                condition=session.condition,
                replicate=session.replicate,
                moves=session.moves,
                step="" if last is None else last.step,
                answered=answered,
                asked=0 if last is None else len(last.asked),
                usage=self._played.cache.usage(),
            )
        )
