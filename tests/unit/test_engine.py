"""The engine on a real store in memory: order of commits, failures in plain sight, leases, stops, additions."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

import db
from troupe.core.clock import ManualClock, settle
from troupe.core.errors import ModelUnavailable
from troupe.core.ids import Ids
from troupe.core.usage import Estimate, Usage
from troupe.engine.turn_cycle import TurnCycle
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.ports import Cap, Database, NewWorld
from troupe.worlds.action import FloorChoice, Talk
from troupe.worlds.events.marks.notice import Notice
from troupe.worlds.events.said import Said
from troupe.worlds.events.turn_failed import TurnFailed
from troupe.worlds.mind_state import MindState
from troupe.worlds.scene import Scene
from troupe.worlds.transcript import AnyEvent, Event, HumanAuthor, HumanMessage
from troupe.worlds.turn import Outcome, Provenance, Turn
from troupe.worlds.world import Work, WorldKey

TENANT = "headless:t"
NAMES = ("Lisa", "Oscar", "Marta")


class TinyMind:
    """Says "<name> answers <n>" at once, unless told to wait for a gate, or to raise, by the person's name."""

    def __init__(self) -> None:
        self.gates: dict[str, asyncio.Event] = {}
        self.errors: dict[str, Exception] = {}
        self.asked: list[Turn] = []
        self.cancelled: list[str] = []

    async def decide(self, turn: Turn) -> Outcome:
        self.asked.append(turn)
        name = turn.scene.person.name
        try:
            if name in self.gates:
                await self.gates[name].wait()
        except asyncio.CancelledError:
            self.cancelled.append(name)
            raise
        if name in self.errors:
            raise self.errors[name]
        return Outcome(
            floor=FloorChoice.SPEAK,
            actions=(Talk(content=f"{name} answers {len(turn.scene.unread)}"),),
            state=MindState(),
            usage=Usage(calls=1, tokens_in=10, tokens_out=5),
            provenance=Provenance(model="tiny", prompts_hash="0", request_hash="0"),
        )

    def estimate(self, scene: Scene) -> Estimate:
        return Estimate(tokens=100)


@dataclass
class Stage:
    """A world with its engine, and what was poked and started."""

    database: Database
    clock: ManualClock
    mind: TinyMind
    key: WorldKey
    pokes: list[tuple[WorldKey, Work]] = field(default_factory=list[tuple[WorldKey, Work]])
    started: list[str] = field(default_factory=list[str])
    said: int = 0
    limit: float = 120.0
    engine: TurnCycle = field(init=False)

    def __post_init__(self) -> None:
        self.engine = TurnCycle(
            self.database,
            self.mind,
            self.clock,
            cap=lambda _tenant: Cap(),
            poke=lambda key, work: self.pokes.append((key, work)),
            lease=60.0,
            limit=lambda _turn: self.limit,
            on_turn_started=lambda turn: self.started.append(turn.scene.person.name),
        )

    async def say(self, text: str) -> None:
        self.said += 1
        message = HumanMessage(
            channel_id="c",
            place="c",
            message_id=str(self.said),
            order=self.said,
            author=HumanAuthor(id="ann", name="Ann"),
            text=text,
            at=self.clock.now(),
        )
        await self.engine.hear(TENANT, self.key.id, message)

    async def record(self, kind: type[AnyEvent] = Said) -> list[Event]:
        events = await self.database.tenant(TENANT).transcripts.read(self.key.id)
        return [e for e in events if isinstance(e, kind)]

    async def spoken(self) -> list[str]:
        return [e.text for e in await self.record() if e.author.kind == "person"]

    async def begin(self, turns: Sequence[Turn]) -> "asyncio.Task[None]":
        task = asyncio.create_task(self.engine.play(turns))
        await self.until(lambda: len(self.mind.asked) >= len(turns))
        return task

    async def until(self, holds: Callable[[], bool]) -> None:
        """Let the loop and the store's threads go on until it holds."""
        while not holds():
            await self.database.tenant(TENANT).worlds.get(self.key.id)
            await settle(2)


@pytest_asyncio.fixture
async def stage(clock: ManualClock, ids: Ids) -> AsyncIterator[Stage]:
    database = await db.open("sqlite://", clock=clock, ids=ids)
    people = [(Persona(name=name, talkativeness=0), PersonaRef(slug=name.lower(), hash="0")) for name in NAMES]
    world = await database.tenant(TENANT).worlds.open(NewWorld(name="room", seed=7), people)
    yield Stage(database, clock, TinyMind(), world.key)
    await database.close()


async def test_a_called_person_answers_and_the_world_comes_to_rest(stage: Stage) -> None:
    await stage.say("Lisa, hello")
    assert await stage.engine.run_until_quiet(stage.key) == 1
    assert await stage.spoken() == ["Lisa answers 1"]
    assert stage.started == ["Lisa"]
    assert stage.pokes == [(stage.key, Work.FLOOR), (stage.key, Work.ALL)]
    assert await stage.engine.run_until_quiet(stage.key) == 0


async def test_minds_decide_at_once_and_commit_in_the_order_of_the_claim(stage: Stage) -> None:
    await stage.say("hello everyone")
    claimed = await stage.engine.claim(stage.key)
    order = [turn.scene.person.name for turn in claimed.turns]
    assert len(order) == 3
    stage.mind.gates[order[0]] = asyncio.Event()
    playing = await stage.begin(claimed.turns)
    await settle()
    assert await stage.spoken() == []
    stage.mind.gates[order[0]].set()
    await playing
    assert await stage.spoken() == [f"{name} answers 1" for name in order]


async def test_a_model_that_fails_leaves_a_visible_event_and_a_notice_and_holds_nobody_up(stage: Stage) -> None:
    stage.mind.errors["Oscar"] = ModelUnavailable("the endpoint is down", usage=Usage(calls=1, tokens_in=7))
    await stage.say("hello everyone")
    await stage.engine.run_until_quiet(stage.key)
    assert sorted(await stage.spoken()) == ["Lisa answers 1", "Marta answers 1"]
    (failed,) = await stage.record(TurnFailed)
    assert failed.text == "the endpoint is down"
    (notice,) = await stage.record(Notice)
    assert notice.text == "Oscar cannot answer right now: the endpoint is down"
    assert (await stage.database.tenant(TENANT).budgets.today()).usage.tokens == 15 + 15 + 7


async def test_a_mind_that_breaks_leaves_a_visible_event_without_its_words(
    stage: Stage, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    stage.mind.errors["Lisa"] = ValueError("a secret")
    await stage.say("Lisa, hello, this is between us")
    await stage.engine.run_until_quiet(stage.key)
    (failed,) = await stage.record(TurnFailed)
    assert "turn failed" in caplog.text  # with its traceback, but not with the variables in it
    assert "between us" not in caplog.text + "".join(capsys.readouterr())
    assert failed.text == "an error inside the bot (ValueError)"
    assert await stage.engine.run_until_quiet(stage.key) == 0


async def test_what_the_human_adds_before_the_commit_is_answered_with_it_once(stage: Stage) -> None:
    await stage.say("Lisa, hello")
    stage.mind.gates["Lisa"] = asyncio.Event()
    claimed = await stage.engine.claim(stage.key)
    playing = await stage.begin(claimed.turns)
    await stage.say("how was your day?")
    stage.mind.gates["Lisa"].set()
    await playing
    await stage.engine.run_until_quiet(stage.key)
    assert await stage.spoken() == ["Lisa answers 2"]
    assert len(stage.mind.asked) == 2
    assert (await stage.database.tenant(TENANT).budgets.today()).usage.calls == 2


async def test_a_stop_cuts_off_a_mind_counts_its_estimate_and_says_nothing(stage: Stage) -> None:
    await stage.say("Lisa, hello")
    stage.mind.gates["Lisa"] = asyncio.Event()
    claimed = await stage.engine.claim(stage.key)
    playing = await stage.begin(claimed.turns)
    await stage.say("stop")
    await playing
    assert stage.mind.cancelled == ["Lisa"]
    assert await stage.spoken() == []
    assert await stage.record(TurnFailed) == []
    assert (await stage.database.tenant(TENANT).budgets.today()).usage.tokens == 100
    assert (await stage.engine.claim(stage.key)).turns == ()


async def test_quieting_one_person_leaves_the_others_deciding(stage: Stage) -> None:
    await stage.say("Lisa and Oscar, hello")
    stage.mind.gates = {"Lisa": asyncio.Event(), "Oscar": asyncio.Event()}
    claimed = await stage.engine.claim(stage.key)
    playing = await stage.begin(claimed.turns)
    await stage.say("Lisa, be quiet")
    stage.mind.gates["Oscar"].set()
    await playing
    assert stage.mind.cancelled == ["Lisa"]
    assert await stage.spoken() == ["Oscar answers 1"]


async def test_a_stop_during_a_result_on_its_way_discards_it(stage: Stage) -> None:
    await stage.say("Lisa, hello")
    claimed = await stage.engine.claim(stage.key)
    await stage.database.tenant(TENANT).worlds.halt(stage.key.id, "Ann")
    await stage.engine.play(claimed.turns)
    assert await stage.spoken() == []
    assert (await stage.database.tenant(TENANT).budgets.today()).usage.tokens == 15


async def test_a_long_turn_keeps_its_claim_until_its_time_is_up(stage: Stage) -> None:
    await stage.say("Lisa, hello")
    stage.mind.gates["Lisa"] = asyncio.Event()
    claimed = await stage.engine.claim(stage.key)
    playing = await stage.begin(claimed.turns)
    for _ in range(5):
        await stage.clock.advance(20)
        assert (await stage.engine.claim(stage.key)).turns == ()  # queued behind the renewal
        await settle()
    await stage.clock.advance(20)
    await playing
    (failed,) = await stage.record(TurnFailed)
    assert failed.text == "no answer within 120 seconds"
    assert len(await stage.record(Notice)) == 1


async def test_a_turn_whose_model_turns_out_slower_is_given_longer_and_never_less(stage: Stage) -> None:
    await stage.say("Lisa, hello")
    stage.mind.gates["Lisa"] = asyncio.Event()
    claimed = await stage.engine.claim(stage.key)
    playing = await stage.begin(claimed.turns)
    stage.limit = 300.0
    for _ in range(14):
        await stage.clock.advance(20)
        await settle()
        assert not playing.done()
    stage.limit = 10.0
    stage.mind.gates["Lisa"].set()
    await playing
    assert await stage.spoken() == ["Lisa answers 1"]


async def test_an_endpoint_that_is_down_is_told_of_once_for_all_who_were_addressed(stage: Stage) -> None:
    down = ModelUnavailable("the model endpoint at x could not be reached")
    stage.mind.errors = {"Lisa": down, "Oscar": down, "Marta": down}
    await stage.say("hello everyone")
    claimed = await stage.engine.claim(stage.key)
    first, second, third = (turn.scene.person.name for turn in claimed.turns)
    await stage.engine.play(claimed.turns)
    (notice,) = await stage.record(Notice)
    assert notice.text == f"{first}, {second} and {third} cannot answer right now: {down}"
    assert len(await stage.record(TurnFailed)) == 3


async def test_a_mind_whose_world_was_halted_elsewhere_is_cut_off_at_the_next_renewal(stage: Stage) -> None:
    await stage.say("Lisa, hello")
    stage.mind.gates["Lisa"] = asyncio.Event()
    claimed = await stage.engine.claim(stage.key)
    playing = await stage.begin(claimed.turns)
    await stage.database.tenant(TENANT).worlds.halt(stage.key.id, "Ann")
    await stage.clock.advance(20)
    await playing
    assert stage.mind.cancelled == ["Lisa"]


async def test_ending_the_process_gives_the_turn_back_to_be_claimed_at_once(stage: Stage) -> None:
    await stage.say("Lisa, hello")
    stage.mind.gates["Lisa"] = asyncio.Event()
    claimed = await stage.engine.claim(stage.key)
    playing = await stage.begin(claimed.turns)
    playing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await playing
    assert (await stage.database.tenant(TENANT).budgets.today()).usage.tokens == 100  # of the call cut off
    del stage.mind.gates["Lisa"]
    assert await stage.engine.run_until_quiet(stage.key) == 1
    assert await stage.spoken() == ["Lisa answers 1"]
    assert await stage.record(TurnFailed) == []


async def test_ending_the_process_commits_what_is_decided_and_gives_back_the_rest(stage: Stage) -> None:
    await stage.say("hello everyone")
    claimed = await stage.engine.claim(stage.key)
    slow, *others = [turn.scene.person.name for turn in claimed.turns]
    stage.mind.gates[slow] = asyncio.Event()
    playing = await stage.begin(claimed.turns)
    playing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await playing
    assert await stage.spoken() == [f"{name} answers 1" for name in others]
    del stage.mind.gates[slow]
    again = await stage.engine.claim(stage.key)
    assert [turn.scene.person.name for turn in again.turns] == [slow]
    await stage.engine.play(again.turns)
    assert await stage.spoken() == [f"{name} answers 1" for name in (*others, slow)]


async def test_turns_claimed_as_the_process_ends_go_back_unbegun_and_cost_nothing(stage: Stage) -> None:
    await stage.say("Lisa, hello")
    for _ in range(5):  # a planned stop is no failed attempt, however many there are
        await stage.engine.give_back((await stage.engine.claim(stage.key)).turns)
    assert (await stage.database.tenant(TENANT).budgets.today()).usage == Usage()
    assert await stage.engine.run_until_quiet(stage.key) == 1
    assert await stage.spoken() == ["Lisa answers 1"]


async def test_people_who_call_each_other_come_to_rest_within_the_cap(stage: Stage) -> None:
    async def decide(turn: Turn) -> Outcome:
        other = "Oscar" if turn.scene.person.name == "Lisa" else "Lisa"
        outcome = await TinyMind().decide(turn)
        return outcome.model_copy(update={"actions": (Talk(content=f"{other}, and you?"),)})

    stage.mind.decide = decide  # pyright: ignore[reportAttributeAccessIssue]
    await stage.say("Lisa, hello")
    played = await stage.engine.run_until_quiet(stage.key)
    for _ in range(10):
        await stage.clock.advance(61)
        played += await stage.engine.run_until_quiet(stage.key)
    assert played == 8
    assert len(await stage.spoken()) == 8
