"""The runner of sessions: makes every move that can be made, and asks for the votes of ballots, and for what a
moderator person decides, as jobs."""

from collections.abc import Callable

from troupe.core.errors import BadInput, OverBudget
from troupe.engine.job_runner import JobRunner
from troupe.ports import Database, Stores
from troupe.research.ballots.ballot_job import BallotAsked
from troupe.research.conducting.decision_asking import decide
from troupe.research.conducting.keyed_jobs import newest_job, refused
from troupe.research.guides.guide import Ballot
from troupe.research.job_kinds import BALLOT
from troupe.research.moves.next_move import CloseQuestion, Deciding, Halt, Rest, Reveal, next_move
from troupe.research.sessions.guide_agenda import inserted
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.jobs.job import JobScope, JobStatus, NewJob
from troupe.worlds.sessions.session_move import MoveKind, NewMove
from troupe.worlds.sessions.session_view import SessionView
from troupe.worlds.sessions.study_session import PauseReason, SessionKey, SessionStatus
from troupe.worlds.sessions.vote import Vote
from troupe.worlds.world import Work, WorldKey

UNREADABLE = "its plan was erased"


class SessionRunner:
    """Looks at sessions, of every tenant, in the bot and headless alike. All it does is one transaction a move,
    or a job under a key of its own: whichever process dies between two of them, the next look goes on there.
    `poke` has a world looked at, in which a line was put; `seen` is told of each view before a move is
    chosen."""

    def __init__(
        self,
        database: Database,
        jobs: JobRunner,
        *,
        poke: Callable[[WorldKey, Work], None],
        seen: Callable[[SessionView], None] = lambda _: None,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._poke = poke
        self._seen = seen

    async def look(self, key: SessionKey) -> SessionView:
        """Make all moves that can be made; returns how things stand when nothing is left to do for now."""
        stores = self._database.tenant(key.tenant)
        while True:
            view = await stores.sessions.view(key.id)
            self._seen(view)
            if view.session.status is not SessionStatus.RUNNING:
                return view
            if not view.plan:
                await stores.sessions.end(key.id, UNREADABLE)
                continue
            plan = SessionPlan.model_validate_json(view.plan)
            match next_move(plan, view):
                case NewMove() as move if await _beyond_cap(stores, key.id, plan, move):
                    await stores.sessions.pause(key.id, PauseReason.CAP)
                case NewMove() as move:
                    await self._make(stores, view, move)
                case Halt(reason=reason):
                    await stores.sessions.pause(key.id, reason)
                case Reveal(number=number):
                    await stores.guests.reveal(key.id, number)
                    self._poke_all(view)
                case CloseQuestion(number=number):
                    await stores.guests.close(key.id, number)
                    self._poke_all(view)
                case Deciding(number=number):
                    if not await decide(self._jobs, stores, plan, view, number):
                        return view
                case Rest(voting=voting):
                    if not voting or not await self._poll(stores, plan, view, voting):
                        return view

    def _poke_all(self, view: SessionView) -> None:
        for world in view.worlds:
            self._poke(WorldKey(view.session.tenant, world.world_id), Work.ALL)

    async def _make(self, stores: Stores, view: SessionView, move: NewMove) -> None:
        try:
            made = await stores.sessions.carry(view.session.id, move)
        except BadInput as error:  # its channel has a world by now, say: nobody can sit down
            await stores.sessions.end(view.session.id, str(error))
            return
        if not made:
            return  # somebody else made it, or a stop came first: the next look tells
        everywhere = move.kind in (MoveKind.POLL, MoveKind.FINISH)
        for world in view.worlds:
            if everywhere or any(line.world == world.number for line in move.lines):
                self._poke(WorldKey(view.session.tenant, world.world_id), Work.ALL)

    async def _poll(self, stores: Stores, plan: SessionPlan, view: SessionView, voting: tuple[str, ...]) -> bool:
        """Have everyone vote who has not; whether anything changed that calls for another look."""
        ballot = _ballot(plan, view)
        if ballot is None:
            return False
        moved = False
        for person_id in voting:
            moved = await self._vote(stores, plan, view, ballot, person_id) or moved
        return moved

    async def _vote(
        self, stores: Stores, plan: SessionPlan, view: SessionView, ballot: Ballot, person_id: str
    ) -> bool:
        session = view.session
        base = f"{session.id} {ballot.key} {person_id}"
        key, job = await newest_job(stores, BALLOT.word, base, session.resumes)
        if job is None:
            return await self._ask(stores, plan, view, ballot, person_id, key)
        if not job.status.over:
            return False
        if refused(job):
            await stores.sessions.pause(session.id, PauseReason.BUDGET)
        elif job.status is JobStatus.CANCELLED:  # its world was stopped meanwhile
            return await self._ask(stores, plan, view, ballot, person_id, key)
        else:
            words = await stores.jobs.words(job.id)
            missing = words.fault or "the vote was lost"
            await stores.sessions.miss(session.id, Vote(ballot=ballot.key, participant=person_id, missing=missing))
        return True

    async def _ask(
        self,
        stores: Stores,
        plan: SessionPlan,
        view: SessionView,
        ballot: Ballot,
        person_id: str,
        job_key: str,
    ) -> bool:
        """Ask for one vote; whether the session had to pause instead."""
        world = next(world for world in view.worlds if any(person.id == person_id for person in world.people))
        person = view.people[person_id]
        seated = {one.id: one for one in await stores.casts.of(world.world_id)}.get(person_id)
        if seated is None:
            gone = Vote(ballot=ballot.key, participant=person_id, missing="is not here any more")
            await stores.sessions.miss(view.session.id, gone)
            return True
        asked = BallotAsked(
            session_id=view.session.id,
            person_id=person_id,
            slug=person.slug,
            persona=seated.persona,
            ballot=ballot,
            seed=plan.seed,
        )
        scope = JobScope.of_world(world.world_id)
        order = NewJob(kind=BALLOT.word, request="", scope=scope, key=job_key, model=view.session.model)
        try:
            await self._jobs.ask(view.session.tenant, BALLOT, asked, order)
        except OverBudget:
            await stores.sessions.pause(view.session.id, PauseReason.BUDGET)
            return True
        return False


async def _beyond_cap(stores: Stores, session_id: str, plan: SessionPlan, move: NewMove) -> bool:
    """Whether what the study may cost has no room for the answers or votes that the move asks for, each as it
    was quoted."""
    if plan.max_usd is None or not move.asked:
        return False
    spent = (await stores.sessions.usage(session_id)).usd or 0.0
    return spent + (plan.usd_per_call or 0.0) * len(move.asked) > plan.max_usd


def _ballot(plan: SessionPlan, view: SessionView) -> Ballot | None:
    """The ballot that is open."""
    last = view.last
    if last is None or last.kind is not MoveKind.POLL:
        return None
    guide = plan.played
    steps = (*inserted(guide, view.extras), *guide.steps)
    return next((step for step in steps if step.key == last.step and isinstance(step, Ballot)), None)
