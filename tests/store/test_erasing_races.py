"""Erasures at the same moment as claims, commits and lives carried over, on a database that lets them overlap."""

import asyncio
import random
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

import db
from db.database import SqlDatabase
from tests.store.leftovers import texts_of
from tests.store.stage import CHANNEL, Stage, grant_unread, never_stops, only, open_stage, outcome, persona
from troupe.core.clock import ManualClock
from troupe.core.ids import Ids
from troupe.people.persona.persona import Persona, PersonaRef, content_hash
from troupe.ports import NewWorld
from troupe.worlds.action import Talk, Think
from troupe.worlds.floor_view import FloorDecision, FloorView
from troupe.worlds.mind_state import MindState
from troupe.worlds.transcript import HumanAuthor, HumanMessage
from troupe.worlds.turn import CommitStatus, Outcome, Turn

SECRET = "quinoline"
PATIENCE = 0.3
"""Seconds for which a transaction is held open, so that another one meets it."""


@pytest_asyncio.fixture
async def wide(postgres_url: str, clock: ManualClock, ids: Ids) -> AsyncIterator[Stage]:
    """Lisa, Oscar and Marta on PostgreSQL: SQLite has one writer at a time."""
    database = await db.open(postgres_url, clock=clock, ids=ids)
    yield await open_stage(database, clock, "Lisa", "Oscar", "Marta")
    await database.close()


async def carried(stage: Stage, channel: str, former: Sequence[str]) -> Stage:
    """A further world, with the lives of these people carried over, seated in the opposite order."""
    world = await stage.stores.worlds.open(
        NewWorld(name="attic", channel_id=channel), [persona(f"Life{seat}") for seat in range(len(former))]
    )
    people = await stage.stores.casts.of(world.id)
    for person, former_id in zip(people, reversed(former), strict=True):
        await stage.stores.casts.carry_over(person.id, former_id)
    return Stage(
        stage.database, stage.stores, stage.clock, world, await stage.stores.casts.of(world.id), counter=1000
    )


@dataclass
class Held:
    """A floor rule that holds its transaction open until told, or until whoever waits for it has waited."""

    rule: Callable[[FloorView], FloorDecision]
    inside: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def __call__(self, view: FloorView) -> FloorDecision:
        decision = self.rule(view)
        self.inside.set()
        self.go.wait(PATIENCE)
        return decision


async def test_a_claim_does_not_write_over_the_fence_that_an_erasure_raised_meanwhile(wide: Stage) -> None:
    await wide.hear(f"My word is {SECRET}.", message_id="m-secret")
    (turn,) = (await wide.claim(only(wide.people[0].id))).turns
    await wide.commit(turn, outcome(mood=f"full of {SECRET}"))
    attic = await carried(wide, "101", [wide.people[0].id])
    await attic.hear("And how are you?")
    held = Held(only(attic.people[0].id))
    claiming = asyncio.create_task(attic.claim(held))
    await asyncio.to_thread(held.inside.wait, 10)
    erasing = asyncio.create_task(wide.stores.mailbox.erase(wide.id, ["m-secret"]))
    erasing.add_done_callback(lambda _: held.go.set())
    (turn,) = (await claiming).turns
    assert await erasing == 1
    await attic.commit(turn, outcome(mood=f"still full of {SECRET}"))
    (life,) = await attic.stores.casts.of(attic.id)
    assert life.state == MindState()


async def test_an_erasure_does_not_deadlock_with_a_claim_of_several_turns(wide: Stage) -> None:
    """The claim writes its people by seat, the erasure its own by id."""
    await wide.hear(f"My word is {SECRET}.", message_id="m0")
    for turn in (await wide.claim(grant_unread)).turns:
        await wide.commit(turn, outcome(mood="curious"))
    attic = await carried(wide, "101", [person.id for person in wide.people])
    for round_number in range(12):
        await wide.hear(f"Word {round_number} is {SECRET}.", message_id=f"s{round_number}")
        for turn in (await wide.claim(grant_unread)).turns:
            await wide.commit(turn, outcome(mood="curious"))
        await attic.hear("Well?")
        turns = await asyncio.gather(
            attic.claim(grant_unread), wide.stores.mailbox.erase(wide.id, [f"s{round_number}"])
        )
        await played(attic, turns[0].turns)


async def played(stage: Stage, turns: Sequence[Turn]) -> None:
    for turn in turns:
        done = await stage.commit(turn, words_of(turn))
        while done.status is CommitStatus.AGAIN and done.turn is not None:
            done = await stage.commit(done.turn, words_of(done.turn))


def words_of(turn: Turn) -> Outcome:
    """What a mind with a good memory makes of its prompt: it thinks and feels every secret that it is shown."""
    shown = [event.text for event in turn.scene.history] + [turn.scene.person.state.emotions]
    secrets = sorted({word.strip(".") for text in shown for word in text.split() if word.startswith(SECRET)})
    mood = " ".join(secrets)
    return outcome(Talk(content="Well, well."), *(Think(content=word) for word in secrets), mood=mood)


class Crowd:
    """Two worlds and a third one, joined by lives, in which all at once speak, answer, erase and change."""

    def __init__(self, stages: Sequence[Stage], seed: int) -> None:
        self.stages = stages
        self.random = random.Random(seed)
        self.secrets: list[tuple[Stage, str, str]] = []
        """Where, the word, and the message."""
        self.erased: list[str] = []
        self.newcomers = 0

    async def act(self) -> None:
        stage = self.random.choice(self.stages)
        acts: Sequence[Callable[[Stage], Awaitable[None]]] = (
            *(self.confide, self.confide, self.answer, self.answer, self.answer),
            *(self.erase, self.erase, self.carry, self.change),
        )
        await self.random.choice(acts)(stage)

    async def confide(self, stage: Stage) -> None:
        stage.counter += 1
        word = f"{SECRET}{len(self.secrets)}x"
        message_id = f"c{len(self.secrets)}"
        self.secrets.append((stage, word, message_id))
        await stage.stores.mailbox.post(
            stage.id,
            HumanMessage(
                channel_id=CHANNEL,
                place=CHANNEL,
                message_id=message_id,
                order=stage.counter,
                author=HumanAuthor(id="7", name="Ana"),
                text=f"My word is {word}.",
                at=stage.clock.now(),
            ),
            never_stops,
        )

    async def answer(self, stage: Stage) -> None:
        await played(stage, (await stage.claim(grant_unread)).turns)

    async def erase(self, stage: Stage) -> None:
        mine = [secret for secret in self.secrets if secret[0] is stage and secret[1] not in self.erased]
        if mine:
            _, word, message_id = self.random.choice(mine)
            if await stage.stores.mailbox.erase(stage.id, [message_id]):
                self.erased.append(word)

    async def carry(self, stage: Stage) -> None:
        """Only from earlier worlds into later ones, as it is in life."""
        at = self.stages.index(stage)
        if at > 0:
            former = self.random.choice(self.stages[:at])
            self.newcomers += 1
            newcomer = await stage.stores.casts.add(stage.id, *persona(f"Newcomer{self.newcomers}"))
            await stage.stores.casts.carry_over(newcomer.id, self.random.choice(former.people).id)

    async def change(self, stage: Stage) -> None:
        person = self.random.choice(stage.people)
        made = Persona.model_validate({"name": person.persona.name, "style": str(self.random.random())})
        ref = PersonaRef(owner="guild:1", slug="x", version=2, hash=content_hash(made))
        await stage.stores.casts.update_persona(person.id, made, ref, "Ben")


@pytest.mark.parametrize("seed", [5, 23])
async def test_all_at_once_ends_without_deadlock_and_without_an_erased_word(wide: Stage, seed: int) -> None:
    attic = await carried(wide, "101", [person.id for person in wide.people])
    cellar = await carried(attic, "102", [person.id for person in attic.people])
    crowd = Crowd((wide, attic, cellar), seed)
    for _ in range(12):
        await asyncio.gather(*(crowd.act() for _ in range(8)))
        await wide.clock.advance(61)
    for stage in crowd.stages:
        await crowd.answer(stage)
    assert len(crowd.erased) > 2
    assert isinstance(wide.database, SqlDatabase)
    left = await texts_of(wide.database)
    assert not [(place, word) for word in crowd.erased for place, text in left if word in text]
    assert any(word in text for _, word, _ in crowd.secrets for _, text in left)
