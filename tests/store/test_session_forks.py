"""A session that goes on from a point of another one: with its people as they were there, and nothing of what came
after it."""

from dataclasses import dataclass, field

import pytest

from db.database import SqlDatabase
from tests.store.leftovers import texts_of
from tests.store.memory_making import allow, made
from tests.store.sessions import Held, a_guide, a_plan, hold_session
from tests.store.stage import Stage, never_adds, outcome, persona
from troupe.core.clock import ManualClock
from troupe.core.errors import Conflict, NotFound
from troupe.core.usage import Usage
from troupe.people.persona.panel import PanelMember
from troupe.research.guides.guide import AnswerOrder, Guide, GuideQuestion, GuideSection, StudyKind
from troupe.research.reruns.rerun_planning import RerunOrder, asked_afterwards, planned_runs, runs_there
from troupe.research.sessions.fork_finding import fork_point
from troupe.research.sessions.run_change import AskedAfterwards, PersonExchanged, PersonLeftOut, RunChange
from troupe.research.sessions.session_plan import SessionPlan
from troupe.research.sessions.study import StudyRun
from troupe.research.sessions.study_gathering import afterwards_of, is_afterwards
from troupe.research.sessions.study_reading import read_run
from troupe.worlds.action import Talk, Think
from troupe.worlds.scene import RecalledMemory, Scene
from troupe.worlds.sessions.session_move import MoveKind, NewMove
from troupe.worlds.sessions.study_session import SessionStatus

MEMBER = "my kettle whistles a tune at six"
Seen = tuple[str, str, tuple[tuple[str, str, bool], ...], tuple[str, ...]]
"""Who was asked, in which state of mind, what they had before them and whether unread, and who else was there."""

Kept = tuple[str, str, int, int, str | None, list[str]]
"""A memory: its words, of whom it tells, the places that it was made of, what took its place, and its lines."""


@dataclass
class Play:
    """A session being played, and what everyone was shown at each step."""

    session: Held
    seen: dict[str, list[Seen]] = field(default_factory=dict[str, list[Seen]])
    _step: str = ""

    async def on(self, until: str = "") -> "Play":
        """Play on to the move of a step, or to the end."""
        while True:
            await self._answers()
            move = await self.session.next()
            if not isinstance(move, NewMove) or (until and move.step == until):
                return self
            assert await self.session.stores.sessions.carry(self.session.id, move)
            self._step = f"{move.step} {move.probe}"
            for person_id in move.asked if move.kind is MoveKind.POLL else ():
                await self.session.vote(person_id, chosen="no", reason="I like it as it is.")

    async def _answers(self) -> None:
        while turns := await self.session.claim():
            for turn in turns:
                self.seen.setdefault(self._step, []).append(_seen(turn.scene))
                name = turn.scene.person.name
                say = (Think(content=f"{name} thinks."), Talk(content=f"{name} on {self._step}."))
                await self.session.stores.turns.commit(turn, outcome(*say, mood=self._step), never_adds)

    async def run(self) -> StudyRun:
        return await read_run(self.session.stores, self.session.id, model="test", stand_in=True, usage=Usage())

    async def fork(self, at: str = "", change: RunChange | None = None) -> "Play":
        """The first run of a fork, opened."""
        stores, plan = self.session.stores, self.session.plan
        point = await fork_point(stores, self.session.id, at)
        study = (await stores.sessions.get(self.session.id)).study_id
        there = await runs_there(stores, study)
        if isinstance(change, AskedAfterwards):
            new = asked_afterwards(plan, study, point, change, there)
        else:
            order = RerunOrder(replicates=(0,), changes=() if change is None else (change,), fork=point)
            new = planned_runs(plan, study, order, there)[-1]
        session = await stores.sessions.plan(new)
        await stores.sessions.start(session.id)
        held = Held(
            self.session.database,
            stores,
            self.session.clock,
            SessionPlan.model_validate_json(new.plan),
            session.id,
        )
        assert (await held.move()).kind is MoveKind.OPEN
        return Play(held)

    async def stage(self) -> Stage:
        """The one world of the session."""
        database, stores, clock = self.session.database, self.session.stores, self.session.clock
        world = await stores.worlds.get((await self.session.worlds())[0])
        return Stage(database, stores, clock, world, await stores.casts.of(world.id))

    async def kept(self) -> dict[str, list[Kept]]:
        """What everyone keeps in memory, by name."""
        stage = await self.stage()
        texts = {event.id: event.text for event in await stage.events()}
        kept: dict[str, list[Kept]] = {}
        for person in stage.people:
            memories = await stage.stores.memories.kept(person.id)
            words = {memory.id: memory.text for memory in memories}
            kept[person.name] = [
                (
                    m.text,
                    m.about,
                    m.first,
                    m.through,
                    words.get(m.superseded_by or ""),
                    sorted(texts[e] for e in m.sources),
                )
                for m in memories
            ]
        return kept

    async def coming_back(self, question: str) -> dict[str, list[list[tuple[str, str]]]]:
        """What comes back to everyone at the next question, and when they try to remember this; all of them
        answer."""
        await self.session.move()
        turns, back = await self.session.claim(), dict[str, list[list[tuple[str, str]]]]()
        for turn in turns:
            tried = await self.session.stores.turns.recall(turn, question)
            assert tried is not None
            memories = (turn.scene.memories, tried.memories)
            back[turn.scene.person.name] = [[_told(item) for item in items] for items in memories]
        await self.session.answer(turns)
        return back


def _seen(scene: Scene) -> Seen:
    history = tuple(
        (event.author.name, event.text, event.id in scene.unread) for event in scene.history if event.text
    )
    return scene.person.name, scene.person.state.emotions, history, scene.others


def _told(item: RecalledMemory) -> tuple[str, str]:
    return item.memory.text, "" if item.former is None else item.former.text


async def a_play(database: SqlDatabase, clock: ManualClock, **kind: object) -> Play:
    return Play(await hold_session(database, clock, a_plan(a_guide(**kind))))  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    "kind", [{}, {"order": AnswerOrder.POPCORN}, {"study": StudyKind.INTERVIEWS}], ids=["group", "round", "alone"]
)
async def test_everyone_is_in_a_fork_as_they_were_at_its_point(
    database: SqlDatabase, clock: ManualClock, kind: dict[str, object]
) -> None:
    play = await (await a_play(database, clock, **kind)).on()
    before = await play.run()
    fork = await play.fork("no_buy")
    assert {line.step for line in (await fork.run()).lines} == {"now", "idea"}
    await fork.on()
    assert {name: sorted(seen) for name, seen in fork.seen.items()} == {
        name: sorted(seen) for name, seen in play.seen.items() if name[:3] in ("no_", "end")
    }
    run = await fork.run()
    assert run.fork is not None
    assert (run.fork.run, run.fork.step, run.fork.kept) == (before.id, "no_buy", ("now", "idea", "buy"))
    assert [line.text for line in run.lines] == [line.text for line in before.lines]
    assert [(v.participant, v.chosen, v.reason) for v in run.votes] == [
        (v.participant, v.chosen, v.reason) for v in before.votes
    ]
    assert {answer.missing for answer in run.answers} == {""}
    assert await play.run() == before


async def test_a_fork_at_a_line(database: SqlDatabase, clock: ManualClock) -> None:
    play = await (await a_play(database, clock, order=AnswerOrder.POPCORN)).on("end")
    lines = (await play.run()).lines
    question, first, *_ = [line for line in lines if line.step == "now" and not line.inner]
    again = await play.fork(question.id)
    assert (await again.run()).lines == ()
    after = await play.fork(first.id)
    assert [line.text for line in (await after.run()).lines if not line.inner] == [question.text, first.text]
    await after.on()
    assert len([line for line in (await after.run()).lines if line.text.endswith("now 0.")]) == 3
    with pytest.raises(NotFound):
        await play.fork("nothing of the kind")
    with pytest.raises(Conflict, match="not come to end"):
        await play.fork("end")


async def test_one_person_goes_or_another_comes(database: SqlDatabase, clock: ManualClock) -> None:
    play = await (await a_play(database, clock)).on()
    fewer = await (await play.fork("no_buy", PersonLeftOut(slug="oscar"))).on()
    assert {seen[0] for seen in fewer.seen["end 0"]} == {"Lisa", "Marta"}
    assert [answer.participant for answer in (await fewer.run()).answers if answer.step == "now"].count(
        "oscar"
    ) == 2
    made, ref = persona("Pia")
    change = PersonExchanged(slug="oscar", by="pia", member=PanelMember(persona=made, ref=ref))
    other = await (await play.fork("no_buy", change)).on()
    shown = {seen[0]: {text for _, text, _ in seen[2]} for seen in other.seen["no_buy 0"]}
    assert shown.keys() == {"Lisa", "Marta", "Pia"}
    assert {"Lisa on now 0.", "Oscar on now 1.", "A tea that cools itself."} <= shown["Pia"]
    assert {person.id for person in (await other.run()).participants} == {"lisa", "oscar", "marta", "pia"}


async def test_somebody_is_asked_when_it_is_over(database: SqlDatabase, clock: ManualClock) -> None:
    play = await a_play(database, clock)
    await play.on("end")
    await play.session.move()  # it is closed over its last question, which only one has answered
    turn = (await play.session.claim())[0]
    await play.session.answer([turn])
    await play.session.stores.sessions.end(play.session.id, "closed by Ana")
    after = await (await play.fork("", AskedAfterwards(slug="marta", question="And now?"))).on()
    assert after.seen.keys() == {"afterwards 0"}
    ((name, mood, history, others),) = after.seen["afterwards 0"]
    assert (name, others) == ("Marta", ())
    assert mood in ("no_buy 0", "now 1")
    assert "Anything else?" in {text for _, text, _ in history}
    run = await after.run()
    assert is_afterwards(run)
    (answer,) = afterwards_of([run])
    assert (answer.run, answer.participant, answer.question) == (play.session.id, "marta", "And now?")
    assert answer.text == "Marta on afterwards 0."
    assert (await after.session.view()).session.status is SessionStatus.ENDED


async def test_what_is_erased_leaves_the_fork_too(database: SqlDatabase, clock: ManualClock) -> None:
    play = await a_play(database, clock)
    await play.on("idea")
    await play.session.say(f"Hear me: {MEMBER}!")
    await play.on()
    fork = await (await play.fork("end")).on()
    marked = [place for place, text in await texts_of(database) if MEMBER in text]
    assert len(marked) == 2
    (message,) = [
        event
        for event in await play.session.stores.transcripts.read((await play.session.worlds())[0])
        if MEMBER in event.text
    ]
    assert message.message_id is not None
    await play.session.stores.mailbox.erase((await play.session.worlds())[0], [message.message_id])
    assert not [place for place, text in await texts_of(database) if MEMBER in text]
    assert [vote.reason for vote in (await fork.run()).votes] == ["I like it as it is."] * 3
    states = await fork.session.stores.transcripts.states((await fork.session.worlds())[0])
    assert {state.emotions for state in states.values()} == {"now 1"}


async def a_talk_of_home(database: SqlDatabase, clock: ManualClock) -> Play:
    """Three questions without a ballot; after the first a member says where they live."""
    steps = tuple(GuideQuestion(key=key, text=f"And {key}?") for key in ("now", "home", "end"))
    guide = Guide(title="Cold tea", sections=(GuideSection(title="All", steps=steps),))
    play = await Play(await hold_session(database, clock, a_plan(guide))).on("home")
    await play.session.say("I live in Porto.")
    return play


async def test_what_was_kept_in_memory_at_the_point_is_kept_in_the_fork_until_it_is_erased(
    database: SqlDatabase, clock: ManualClock
) -> None:
    play = await a_talk_of_home(database, clock)
    await play.on("end")
    stage = await play.stage()
    await allow(stage)
    assert await made(stage)
    memories, lisa = stage.stores.memories, stage.people[0]
    kept = await memories.kept(lisa.id)
    (home,) = [memory for memory in kept if memory.about == "Ana"]
    await memories.edit(home.id, "Ana has a house in Porto.", "77")
    pinned = await memories.pin(next(memory.id for memory in kept if memory.id != home.id))
    then = await play.kept()
    await clock.advance(1)
    back = await play.coming_back("In which city does Ana live?")
    assert back[lisa.name] == [[(pinned.text, "")], [("Ana has a house in Porto.", "")]]
    await play.session.say("I moved to Lisbon last week.")
    await play.on()
    assert await made(stage)
    later = await play.kept()
    assert len(later[lisa.name]) > len(then[lisa.name])

    fork = await play.fork("end")
    assert await fork.kept() == then
    assert await made(await fork.stage()) == 0
    assert await fork.coming_back("In which city does Ana live?") == back
    (message,) = [event for event in await stage.events() if event.text == "I live in Porto."]
    assert message.message_id is not None
    await stage.stores.mailbox.erase(stage.id, [message.message_id])
    assert not [place for place, text in await texts_of(database) if "Porto" in text]
    place = message.heard or 0
    assert not [m for memories in (await fork.kept()).values() for m in memories if m[2] <= place <= m[3]]
    assert await made(await fork.stage())
    assert "Porto" not in str(await fork.kept())


async def test_what_was_remembered_only_after_the_point_is_made_in_the_fork(
    database: SqlDatabase, clock: ManualClock
) -> None:
    play = await (await a_talk_of_home(database, clock)).on("end")
    await play.session.move()
    stage = await play.stage()
    await allow(stage)
    assert await made(stage)
    fork = await play.fork("end")
    assert not any((await fork.kept()).values())
    assert await made(await fork.stage())
    assert await fork.kept() == await play.kept()
    early = await play.fork("home")
    assert await made(await early.stage()) == 0
    assert "Porto" not in str(await early.kept())
