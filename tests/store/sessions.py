"""What the tests of sessions are made of: a short guide, small people, and the shortest words for what happens."""

from dataclasses import dataclass

from tests.store.stage import TENANT, USAGE, never_adds, outcome, persona, stops_on_stop
from troupe.core.clock import ManualClock
from troupe.core.usage import Estimate
from troupe.floor.floor_decision import decide_floor
from troupe.people.persona.panel import PanelMember
from troupe.ports import Cap, Database, Stores
from troupe.research.guides.guide import (
    AnswerOrder,
    Ballot,
    Exhibit,
    Guide,
    GuideQuestion,
    GuideSection,
    SkipRule,
    StudyKind,
)
from troupe.research.moves.next_move import Move, next_move
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.action import Talk
from troupe.worlds.jobs.job import Job, JobScope, NewJob
from troupe.worlds.sessions.session_move import NewMove
from troupe.worlds.sessions.session_view import SessionView
from troupe.worlds.sessions.study_session import NewSession, SessionPlaces
from troupe.worlds.sessions.vote import Vote
from troupe.worlds.transcript import HumanAuthor, HumanMessage
from troupe.worlds.turn import Turn

NAMES = ("Lisa", "Oscar", "Marta")
BALLOT = Ballot(key="buy", text="Would you buy it?", options=("yes", "no"))


def a_guide(study: StudyKind = StudyKind.DISCUSSION, order: AnswerOrder = AnswerOrder.TOGETHER) -> Guide:
    steps = (
        GuideQuestion(key="now", text="What do you drink now?", order=order, probes=("Why that?",)),
        Exhibit(key="idea", text="A tea that cools itself."),
        BALLOT,
        GuideQuestion(key="no_buy", text="What keeps you from it?", skip=SkipRule(ballot="buy", option="yes")),
        GuideQuestion(key="end", text="Anything else?"),
    )
    return Guide(title="Cold tea", study=study, sections=(GuideSection(title="All", steps=steps),))


def a_plan(guide: Guide | None = None, *names: str, seed: int = 4) -> SessionPlan:
    members = {name.lower(): PanelMember(persona=p, ref=r) for name in names or NAMES for p, r in [persona(name)]}
    return SessionPlan(guide=guide or a_guide(), panel="three by name", members=members, seed=seed)


@dataclass
class Held:
    """One session and the shortest words for what happens in it."""

    database: Database
    stores: Stores
    clock: ManualClock
    plan: SessionPlan
    id: str

    async def view(self) -> SessionView:
        return await self.stores.sessions.view(self.id)

    async def next(self) -> Move:
        return next_move(self.plan, await self.view())

    async def move(self) -> NewMove:
        """Carry out what comes next, which has to be a move."""
        move = await self.next()
        assert isinstance(move, NewMove), move
        assert await self.stores.sessions.carry(self.id, move)
        return move

    async def worlds(self) -> tuple[str, ...]:
        return tuple(world.world_id for world in (await self.view()).worlds)

    async def claim(self, cap: Cap | None = None) -> list[Turn]:
        turns: list[Turn] = []
        for world_id in await self.worlds():
            claimed = await self.stores.turns.claim(
                world_id, decide_floor, lambda _: Estimate(tokens=100), cap or Cap(), 60.0
            )
            turns += claimed.turns
        return turns

    async def answer(self, turns: list[Turn], words: str = "Tea, says {name}.") -> None:
        for turn in turns:
            text = words.format(name=turn.scene.person.name)
            await self.stores.turns.commit(turn, outcome(Talk(content=text), usage=USAGE), never_adds)

    async def all_answer(self) -> list[Turn]:
        """Everyone who has the floor answers."""
        turns = await self.claim()
        await self.answer(turns)
        return turns

    async def say(self, text: str, number: int = 0) -> None:
        """A member speaks in front."""
        now = self.clock.now()
        message = HumanMessage(
            channel_id="100",
            place="100",
            message_id=f"said {len(text)} {now}",
            order=int(now.timestamp()),
            author=HumanAuthor(id="7", name="Ana"),
            text=text,
            at=now,
        )
        await self.stores.mailbox.post((await self.worlds())[number], message, stops_on_stop)

    async def vote(self, person_id: str, *sources: str, chosen: str = "yes", reason: str = "I like tea.") -> Job:
        """A job brings somebody's vote, made from these events."""
        world_id = next(w.world_id for w in (await self.view()).worlds if person_id in {p.id for p in w.people})
        new = NewJob(kind="ballot", request="{}", scope=JobScope.of_world(world_id))
        asked = await self.stores.jobs.add(new, Cap())
        assert asked is not None
        claim = await self.stores.jobs.claim(60.0, asked.id)
        assert claim is not None
        assert await self.stores.jobs.made_from(claim.job, sources)
        vote = Vote(ballot="buy", participant=person_id, chosen=(chosen,), reason=reason)
        assert await self.stores.sessions.vote(claim.job, self.id, vote)
        return claim.job


async def hold_session(
    database: Database,
    clock: ManualClock,
    plan: SessionPlan,
    *,
    channel: str | None = None,
    by_hand: bool = False,
    started: bool = True,
) -> Held:
    """A session that was started and has made no move."""
    stores = database.tenant(TENANT)
    new = NewSession(plan=plan.model_dump_json(), seed=plan.seed, by_hand=by_hand, asked_for="7")
    if channel is not None:
        new = new.model_copy(update={"places": SessionPlaces(guild_id="1", front=channel)})
    session = await stores.sessions.plan(new)
    if started:
        await stores.sessions.start(session.id)
    return Held(database, stores, clock, plan, session.id)
