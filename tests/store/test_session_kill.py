"""A session killed between any two acts: whoever goes on asks nobody twice, and loses nothing that was said."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, cast

from db.database import SqlDatabase
from tests.store.sessions import a_plan
from tests.store.stage import persona
from troupe.core.clock import ManualClock
from troupe.headless.headless_study import NAME
from troupe.headless.study_clock import StudyClock
from troupe.headless.study_playing import Played, play
from troupe.llm.cached_model import ReplyCache
from troupe.llm.port.llm import Request
from troupe.llm.scripted_model import Scripted
from troupe.people.persona.panel import PanelMember
from troupe.people.persona.persona import Persona
from troupe.ports import Database
from troupe.research.guides.guide import Ballot, Guide, GuideQuestion, GuideSection
from troupe.research.moderating.moderating_matter import ModeratingMatter
from troupe.research.sessions.study import DeviationKind
from troupe.research.sessions.study_reading import read_run
from troupe.worlds.sessions.study_session import NewSession, SessionStatus, StudySession

ACTS = frozenset(
    {
        "carry",
        "vote",
        "pause",
        "claim",
        "commit",
        "add",
        "keep",
        "end",
        "start",
        "miss",
        "decide",
        "leave_undecided",
    }
)
"""What writes: a death between two readings is one between two writings."""
GUIDE = Guide(
    title="Tea",
    sections=(
        GuideSection(
            title="All",
            steps=(
                GuideQuestion(key="now", text="What do you drink?", free_probes=1),
                Ballot(key="buy", text="Would you buy it?", options=("yes", "no")),
                GuideQuestion(key="end", text="What else about tea?"),
            ),
        ),
    ),
)


class Killed(BaseException):
    """The process is dead: nothing of it reaches the store any more."""


class Life:
    """Counts acts; at the chosen point everything ends."""

    def __init__(self, end: int) -> None:
        self._left = end
        self.dead = False

    def point(self) -> None:
        self._left -= 1
        self.dead = self.dead or self._left < 0
        if self.dead:
            raise Killed


class Mortal:
    """A store, or whatever has stores, with a point before and after each act."""

    def __init__(self, inner: object, life: Life) -> None:
        self._inner = inner
        self._life = life

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._inner, name)
        if not callable(value):
            return value if isinstance(value, str) else Mortal(value, self._life)
        method = cast("Callable[..., Awaitable[Any]]", value)

        async def called(*arguments: Any, **named: Any) -> Any:
            if self._life.dead:
                raise Killed
            if name in ACTS:
                self._life.point()
            result = await method(*arguments, **named)
            if name in ACTS:
                self._life.point()
            return result

        return called


class MortalDatabase:
    def __init__(self, inner: Database, life: Life) -> None:
        self._inner = inner
        self._life = life

    def tenant(self, tenant: str) -> Mortal:
        return Mortal(self._inner.tenant(tenant), self._life)


def replies(asked: Counter[str]) -> Scripted:
    def answer(request: Request[Any]) -> dict[str, Any]:
        asked[f"{request.purpose} {request.person}"] += 1
        if isinstance(request.matter, ModeratingMatter):
            if request.matter.probes_left:
                return {"reason": "brief", "move": "probe", "to": "Lisa", "text": "What is it about water?"}
            return {"reason": "too stiff", "move": "reframe", "text": "And what else about tea?"}
        if str(request.purpose) == "ballot":
            return {"reason": "I like it.", "choice": "yes"}
        said = [{"type": "TALK", "content": f"Water, always, since {request.seed}.", "target": ""}]
        return {"floor": "speak", "actions": said, "state": {}}

    return Scripted(otherwise=answer)


async def planned(database: SqlDatabase, number: int) -> StudySession:
    moderator = PanelMember(persona=Persona(name="Imke"), ref=persona("Imke")[1])
    plan = a_plan(GUIDE, "Lisa", "Oscar", seed=number).model_copy(update={"moderator": moderator})
    new = NewSession(plan=plan.model_dump_json(), study_id=f"study {number}", seed=plan.seed, chaired=True)
    return await database.tenant(NAME).sessions.plan(new)


async def whole(database: SqlDatabase, played: Played, session: StudySession, *, resume: bool) -> StudySession:
    newest = await database.tenant(NAME).sessions.get(session.id)
    return await play(played, newest, (1, 1), resume=resume)


async def test_a_session_survives_a_death_between_any_two_acts(database: SqlDatabase, clock: ManualClock) -> None:
    points = 0
    step = 2 if database.engine.sqlite else 5
    for end in range(0, 400, step):
        session, asked = await planned(database, end), Counter[str]()
        llm, cache = replies(asked), ReplyCache()
        life = Life(end)
        mortal = cast("Database", MortalDatabase(database, life))
        study_clock = StudyClock(clock.now() + timedelta(0), clock)
        progress: Callable[[object], None] = lambda _: None  # noqa: E731
        try:
            ended = await whole(
                database, Played(mortal, llm, cache, study_clock, None, progress), session, resume=False
            )
        except Killed:
            ended = await whole(
                database, Played(database, llm, cache, study_clock, None, progress), session, resume=True
            )
        assert ended.status is SessionStatus.ENDED
        run = await read_run(database.tenant(NAME), session.id, model="test", stand_in=False, usage=cache.usage())
        moderator = [line.text for line in run.lines if line.role.value == "moderator"]
        probe = "Lisa: What is it about water?"
        assert moderator == ["What do you drink?", probe, "And what else about tea?"]
        assert [one.kind for one in run.deviations] == [DeviationKind.PROBED, DeviationKind.REFRAMED]
        assert len(run.answers) == 5
        assert all(len(answer.lines) == 1 for answer in run.answers)
        assert [vote.chosen for vote in run.votes] == [("yes",), ("yes",)]
        assert asked == Counter(
            {"turn lisa": 3, "turn oscar": 2, "ballot lisa": 1, "ballot oscar": 1, "moderating ": 2}
        )
        if not life.dead:
            break
        points += 1
    assert points * step > 30
