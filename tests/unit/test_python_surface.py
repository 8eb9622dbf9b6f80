"""The same world from Python: opened, talked to, run, stopped, read and opened again."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic import JsonValue

import db
import troupe
from troupe import (
    Cap,
    Caps,
    ManualClock,
    Persona,
    Scripted,
    Understudy,
    World,
    library,
    load,
    open_model,
    seeded_ids,
)
from troupe.errors import BadInput, Conflict, Misconfigured, ModelRejected, ModelUnavailable, NotFound
from troupe.headless import memory
from troupe.headless.record import Line
from troupe.llm.scripted import ScriptedReply
from troupe.ports import Database, NewWorld
from troupe.worlds.transcript import EventKind
from troupe.worlds.turn import Usage
from troupe.worlds.world import WorldStatus

LISA = Persona(name="Lisa Carter", nicknames=("Lis",), talkativeness=0.0)
OSCAR = Persona(name="Oscar Mora", talkativeness=0.0)
MARTA = Persona(name="Marta Lund", talkativeness=0.0)
SILENT: ScriptedReply = {"floor": "silent", "actions": []}


def says(text: str, thought: str = "") -> dict[str, JsonValue]:
    actions: list[JsonValue] = [{"type": "THINK", "content": thought}] if thought else []
    return {"floor": "speak", "actions": [*actions, {"type": "TALK", "content": text}]}


def spoken(lines: tuple[Line, ...]) -> list[tuple[str, str]]:
    return [(line.speaker, line.text) for line in lines if line.kind is EventKind.SAID]


# Importing


def test_importing_troupe_loads_neither_a_model_client_nor_a_database() -> None:
    program = (
        "import sys, troupe; heavy = {'openai', 'sqlalchemy', 'sqlmodel', 'pydantic', 'yaml', 'db', 'bot'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_public_name_is_there_and_is_listed() -> None:
    assert set(troupe.__all__) <= set(dir(troupe))
    assert all(getattr(troupe, name) is not None for name in troupe.__all__)


def test_a_name_that_is_not_public_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="Wrold"):
        _ = getattr(troupe, "Wrold")  # noqa: B009


# People


def test_people_are_loaded_by_name_from_files_and_from_parsed_files(tmp_path: Path) -> None:
    agent: dict[str, Any] = {"type": "TinyPerson", "persona": {"name": "Lena Brandt", "age": 44}}
    file = tmp_path / "Lena.agent.json"
    file.write_text(json.dumps(agent), encoding="utf-8")
    assert load("gerda") == load("gerda-vollmann") == load("Gerda Vollmann") == library()["gerda-vollmann"]
    assert load(file) == load(str(file)) == load(agent)
    assert load(file).age == 44
    assert load(LISA) is LISA


def test_an_unknown_name_or_file_is_not_found() -> None:
    with pytest.raises(NotFound, match="gerda-vollmann"):
        load("gerdaa")
    with pytest.raises(NotFound, match="no such file"):
        load("nobody.agent.json")


async def test_people_of_the_library_are_told_from_those_of_the_programmer() -> None:
    changed = library()["rory-macphee"].model_copy(update={"age": 90})
    async with World.open(["gerda", changed], model="understudy", name="kitchen") as world:
        assert [person.ref.owner for person in await world.people()] == ["library", "headless:kitchen"]


async def test_nobody_and_people_of_one_name_are_refused() -> None:
    with pytest.raises(BadInput, match="people"):
        await World.open([], model="understudy")
    with pytest.raises(BadInput, match="cannot be told apart"):
        await World.open([LISA, Persona(name="lisa carter")], model="understudy")


async def test_people_come_and_go() -> None:
    async with World.open(LISA, model="understudy") as world:
        oscar = await world.add(OSCAR)
        with pytest.raises(Conflict, match="here already"):
            await world.add(OSCAR)
        assert [person.name for person in await world.people()] == ["Lisa Carter", "Oscar Mora"]
        await world.remove(oscar)
        assert [person.name for person in await world.people()] == ["Lisa Carter"]
        with pytest.raises(NotFound):
            await world.say("Still there?", to=oscar)


# Talking and running


async def test_who_is_addressed_answers_and_the_others_need_not(clock: ManualClock) -> None:
    with Scripted({("lisa-carter", "turn"): [says("Seven.")]}) as llm:
        async with World.open([LISA, OSCAR], model=llm, clock=clock, mode="manual") as world:
            asked = await world.say("When is dinner?", to="lis", by="Ana")
            (answer,) = await world.run(3)
            assert (asked.role, asked.speaker, asked.text) == ("human", "Ana", "When is dinner?")
            assert (answer.speaker, answer.text, answer.target, answer.stand_in) == (
                "Lisa Carter",
                "Seven.",
                asked.id,
                False,
            )
            assert str(answer) == "Lisa Carter: Seven."


async def test_a_run_ends_after_its_rounds_and_goes_on_in_the_next(clock: ManualClock) -> None:
    lines = {
        ("lisa-carter", "turn"): [says("Oscar, what do you think?"), says("I agree, and that is that.")],
        ("oscar-mora", "turn"): [says("Lisa, I think so. Do you agree?")],
    }
    with Scripted(lines) as llm:
        async with World.open([LISA, OSCAR], model=llm, clock=clock) as world:
            await world.say("Lisa, start.")
            first = await world.run(1)
            rest = await world.until_quiet()
            assert spoken(first) == [("Lisa Carter", "Oscar, what do you think?")]
            assert [speaker for speaker, _ in spoken(rest)] == ["Oscar Mora", "Lisa Carter"]
            assert await world.until_quiet() == ()


async def test_a_pair_that_has_talked_enough_falls_silent_and_nobody_waits(clock: ManualClock) -> None:
    """With a clock that never moves, waiting for the cooldown would hang."""

    def chatter(name: str) -> Callable[[Any], dict[str, JsonValue]]:
        return lambda _request: says(f"{name}, and {len(llm.requests)} more things?")

    llm = Scripted(otherwise=SILENT)
    llm.add("lisa-carter", "turn", *[chatter("Oscar")] * 9)
    llm.add("oscar-mora", "turn", *[chatter("Lisa")] * 9)
    async with World.open([LISA, OSCAR], model=llm, clock=clock) as world:
        await world.say("Lisa, talk to Oscar.")
        lines = await world.until_quiet()
        assert 2 < len(lines) < 8
        assert "enough" in " ".join((await world.decisions(1))[0].notes.values())
        await clock.advance(61)
        assert await world.run(1)


async def test_everyone_asked_answers_unheard_by_the_others(clock: ManualClock) -> None:
    people = [Persona(name=f"Person{letter} Test") for letter in "ABCDEFGHIJ"]
    llm = Scripted(otherwise=says("Twelve."))
    async with World.open(people, model=llm, clock=clock) as world:
        answers = await world.ask("How many are we?")
        assert [(answer.person, answer.text) for answer in answers] == [(p.name, "Twelve.") for p in people]
        assert len(llm.requests) == len(people)
        assert not any("Twelve" in message.content for request in llm.requests for message in request.messages)
        assert len(spoken(await world.transcript())) == 11


async def test_who_has_no_words_for_an_answer_says_why(clock: ManualClock) -> None:
    script: dict[tuple[str, str], list[ScriptedReply]] = {
        ("lisa-carter", "turn"): [says("Yes.")],
        ("oscar-mora", "turn"): [{"floor": "silent", "actions": []}],
        ("marta-lund", "turn"): [ModelUnavailable("the endpoint is down")],
    }
    with Scripted(script) as llm:
        async with World.open([LISA, OSCAR, MARTA], model=llm, clock=clock) as world:
            lisa, oscar, marta = await world.ask("Ready?")
            assert (lisa.text, lisa.unanswered) == ("Yes.", "")
            assert (oscar.text, oscar.unanswered) == ("", "chose to say nothing")
            assert (marta.text, marta.unanswered) == ("", "could not answer: the endpoint is down")
            assert str(marta) == "· Marta Lund: could not answer: the endpoint is down"
            assert "· Marta Lund could not act: the endpoint is down" in map(str, await world.transcript())


async def test_what_the_caps_forbid_is_told_and_not_lost(clock: ManualClock) -> None:
    llm = Scripted(otherwise=says("Here."))
    caps = Caps.model_validate({"in_a_row": 1})
    async with World.open([LISA, OSCAR], model=llm, clock=clock, caps=caps) as world:
        answers = await world.ask("Who is here?")
        assert sorted(answer.text for answer in answers) == ["", "Here."]
        assert any("cap on talk" in answer.unanswered for answer in answers)


async def test_a_roundtable_reveals_all_answers_in_the_order_of_seats(clock: ManualClock) -> None:
    llm = Scripted(otherwise=says("Blue."))
    async with World.open([MARTA, LISA, OSCAR], model=llm, clock=clock, mode="roundtable") as world:
        await world.say("Which colour?")
        assert [name for name, _ in spoken(await world.run(1))] == ["Marta Lund", "Lisa Carter", "Oscar Mora"]


async def test_a_human_cannot_speak_as_one_of_the_people_nor_say_nothing() -> None:
    async with World.open(LISA, model="understudy") as world:
        with pytest.raises(BadInput, match="by"):
            await world.say("I am Lisa.", by="lisa carter")
        with pytest.raises(BadInput, match="text"):
            await world.say("  ")
        with pytest.raises(BadInput, match="rounds"):
            await world.run(0)


async def test_words_said_at_the_same_time_are_all_kept() -> None:
    async with World.open(LISA, model="understudy") as world:
        await asyncio.gather(*(world.say(f"Word {number}.") for number in range(5)))
        assert sorted(text for _, text in spoken(await world.transcript())) == [f"Word {n}." for n in range(5)]


# Stopping


async def test_a_stop_cuts_off_what_is_being_decided(clock: ManualClock) -> None:
    gate = asyncio.Event()
    llm = Scripted(otherwise=says("Too late."), gate=gate)
    async with World.open([LISA, OSCAR], model=llm, clock=clock) as world:
        await world.say("Everyone, speak!")
        running = asyncio.create_task(world.until_quiet())
        await llm.asked(2)
        await world.stop()
        await running
        assert await world.status() is WorldStatus.STOPPED
        assert "Too late." not in [text for _, text in spoken(await world.transcript())]
        with pytest.raises(Conflict, match="resume"):
            await world.run(1)
        with pytest.raises(Conflict, match="resume"):
            await world.ask("And now?")
        gate.set()
        await world.resume()
        assert [answer.text for answer in await world.ask("And now?")] == ["Too late.", "Too late."]


async def test_saying_stop_stops(clock: ManualClock) -> None:
    async with World.open([LISA, OSCAR], model=Scripted(), clock=clock) as world:
        await world.say("stop")
        assert await world.status() is WorldStatus.STOPPED


async def test_an_interrupted_run_leaves_nobody_busy(clock: ManualClock) -> None:
    """With a clock that stands still, a turn left open would keep its person busy for ever."""
    gate = asyncio.Event()
    llm = Scripted(otherwise=says("Here I am."), gate=gate)
    async with World.open(LISA, model=llm, clock=clock) as world:
        await world.say("Lisa?")
        running = asyncio.create_task(world.run(1))
        await llm.asked(1)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert [line.text for line in await world.transcript() if line.kind is EventKind.TURN_FAILED] == [
            "the run was interrupted"
        ]
        gate.set()
        (answer,) = await world.ask("Lisa, again?")
        assert answer.text == "Here I am."


# Reading


async def test_thoughts_are_shown_when_asked_for(clock: ManualClock) -> None:
    llm = Scripted(otherwise=says("Fine.", thought="Not fine."))
    async with World.open(LISA, model=llm, clock=clock) as world:
        await world.ask("How are you?")
        assert "Lisa Carter thinks: Not fine." not in map(str, await world.transcript())
        assert "Lisa Carter thinks: Not fine." in map(str, await world.transcript(thoughts=True))


async def test_the_understudy_is_named_wherever_it_speaks() -> None:
    async with World.open("gerda", model="understudy") as world:
        (answer,) = await world.ask("What do you like?")
        assert str(answer).startswith("Gerda Vollmann [understudy]: ")
        (line,) = [line for line in await world.transcript() if line.stand_in]
        assert str(line).startswith("Gerda Vollmann [understudy]: ")


async def test_without_pandas_a_frame_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    async with World.open(LISA, model="understudy") as world:
        with pytest.raises(Misconfigured, match="pip install pandas"):
            await world.frame()


async def test_a_frame_has_a_row_a_line_and_a_column_a_field(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[list[dict[str, object]], list[str]]] = []
    pandas = ModuleType("pandas")
    pandas.DataFrame = lambda rows, columns: made.append((rows, columns))  # pyright: ignore[reportAttributeAccessIssue, reportUnknownLambdaType, reportUnknownArgumentType]
    monkeypatch.setitem(sys.modules, "pandas", pandas)
    async with World.open(LISA, model="understudy") as world:
        await world.say("Hello.")
        await world.frame()
    ((rows, columns),) = made
    assert columns[:6] == ["seq", "at", "kind", "role", "speaker", "text"]
    assert [(row["kind"], row["speaker"], row["text"]) for row in rows] == [
        ("joined", "Lisa Carter", ""),
        ("said", "You", "Hello."),
    ]
    assert all(list(row) == columns for row in rows)


# Models and money


async def test_the_cost_of_calls_is_counted_and_the_budget_kept(clock: ManualClock) -> None:
    llm = Scripted(otherwise=says("Yes."))
    async with World.open([LISA, OSCAR], model=llm, clock=clock, budget=Cap(tokens=10)) as world:
        answers = await world.ask("Rich?")
        assert {answer.unanswered for answer in answers} == {"the day's budget is spent"}
        assert "· The day's budget is spent; give a larger one to go on." in map(str, await world.transcript())
        assert world.cost == Usage()
    async with World.open([LISA, OSCAR], model=llm, clock=clock) as world:
        await world.ask("Rich?")
        assert world.cost.calls == 2
        assert world.cost.tokens_in > 0


async def test_what_failed_calls_cost_is_counted(clock: ManualClock) -> None:
    llm = Scripted(otherwise=ModelRejected("no", usage=Usage(calls=1, tokens_in=7)))
    async with World.open(LISA, model=llm, clock=clock) as world:
        await world.ask("Hello?")
        assert world.cost == Usage(calls=1, tokens_in=7)


async def test_a_model_by_name_takes_what_is_given_before_the_environment() -> None:
    env = {"TROUPE_MODEL": "some-model", "OPENAI_API_KEY": "sk-environment"}
    model = open_model(env=env)
    assert (model.name, model.stand_in) == ("some-model", False)
    await model.close()
    assert open_model("understudy", env=env).stand_in


@pytest.mark.parametrize(
    ("env", "key", "base", "sent"),
    [
        ({"OPENAI_API_KEY": "e"}, None, None, ("e", None)),
        (
            {"OPENAI_API_KEY": "e", "OPENAI_BASE_URL": "http://127.0.0.1:1"},
            None,
            None,
            ("e", "http://127.0.0.1:1"),
        ),
        ({"OPENAI_API_KEY": "e"}, "given", None, ("given", None)),
        ({"OPENAI_API_KEY": "e"}, None, "http://127.0.0.1:2", (None, "http://127.0.0.1:2")),
        ({}, "given", "http://127.0.0.1:2", ("given", "http://127.0.0.1:2")),
    ],
)
def test_a_key_of_the_environment_goes_only_where_the_environment_says(
    monkeypatch: pytest.MonkeyPatch,
    env: dict[str, str],
    key: str | None,
    base: str | None,
    sent: tuple[str | None, str | None],
) -> None:
    seen: list[tuple[str | None, str | None]] = []

    def made(_name: str, *, api_key: str | None, base_url: str | None, clock: object) -> Understudy:
        del clock
        seen.append((api_key, base_url))
        return Understudy()

    monkeypatch.setattr("troupe.llm.openai.OpenAIModel", made)
    open_model("some-model", api_key=key, base_url=base, env=env)
    assert seen == [sent]


def test_no_model_and_no_key_are_told_with_the_way_out() -> None:
    with pytest.raises(Misconfigured, match="understudy"):
        open_model(env={})
    with pytest.raises(Misconfigured, match="OPENAI_API_KEY"):
        open_model("some-model", env={})


async def test_a_wrong_mode_is_told_with_the_right_ones() -> None:
    with pytest.raises(BadInput, match="ambient, roundtable, manual"):
        await World.open(LISA, model="understudy", mode="loud")


# The same again


async def _scripted_run(seed: int) -> tuple[tuple[Line, ...], object]:
    llm = Scripted(otherwise=says("Well, Lisa?", thought="Hm."))
    async with World.open([LISA, OSCAR, MARTA], model=llm, clock=ManualClock(), seed=seed) as world:
        await world.say("Everyone, good morning!")
        await world.until_quiet()
        await world.ask("And now?")
        return await world.transcript(thoughts=True), await world.people()


async def _understudy_run(seed: int) -> tuple[tuple[Line, ...], object]:
    async with World.open(list(library()), model="understudy", clock=ManualClock(), seed=seed) as world:
        await world.say("What do you all think of robots?")
        await world.run(5)
        await world.say("And of work?")
        await world.until_quiet()
        return await world.transcript(thoughts=True), await world.people()


async def test_the_same_seed_gives_the_same_run_to_the_last_id() -> None:
    assert await _scripted_run(3) == await _scripted_run(3)
    assert await _understudy_run(3) == await _understudy_run(3)
    assert await _understudy_run(3) != await _understudy_run(4)


# Stores


async def _store(tmp_path: Path, clock: ManualClock, seed: int) -> Database:
    return await db.open(f"sqlite:///{tmp_path / 'people.sqlite3'}", clock=clock, ids=seeded_ids(seed))


async def test_a_world_in_a_store_is_opened_again_as_it_was(tmp_path: Path, clock: ManualClock) -> None:
    store = await _store(tmp_path, clock, 1)
    llm = Scripted(otherwise=says("Seven."))
    async with World.open([LISA, OSCAR], model=llm, clock=clock, store=store, name="kitchen") as world:
        await world.ask("When is dinner?", to="Lisa")
        before = await world.transcript()
    await store.close()
    store = await _store(tmp_path, clock, 2)
    async with World.reopen(world.id, store=store, model=llm, clock=clock) as again:
        assert (again.id, again.name) == (world.id, "kitchen")
        assert await again.transcript() == before
        await again.say("Oscar, and you?")
        assert spoken(await again.run(1)) == [("Oscar Mora", "Seven.")]
        assert "When is dinner?" in "\n".join(message.content for message in llm.requests[-1].messages)
    await store.close()


async def test_only_headless_worlds_are_reopened(tmp_path: Path, clock: ManualClock) -> None:
    store = await _store(tmp_path, clock, 1)
    of_a_guild = await store.tenant("guild:1").worlds.open(NewWorld(name="g", channel_id="5"), [])
    for world_id in (of_a_guild.id, "nothing"):
        with pytest.raises(NotFound, match="world_id"):
            await World.reopen(world_id, store=store, model="understudy")
    await store.close()


async def test_ids_beside_a_store_are_refused(tmp_path: Path, clock: ManualClock) -> None:
    store = await _store(tmp_path, clock, 1)
    with pytest.raises(BadInput, match="ids"):
        await World.open(LISA, model="understudy", store=store, ids=seeded_ids(1))
    await store.close()


async def test_without_anything_to_keep_a_world_in_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def none(**_kwargs: str) -> EntryPoints:
        return EntryPoints(())

    def broken(**_kwargs: str) -> EntryPoints:
        return EntryPoints((EntryPoint(name="memory", value="db:nothing_such", group=memory.GROUP),))

    monkeypatch.setattr(memory, "entry_points", none)
    with pytest.raises(Misconfigured, match="install discord-troupe"):
        await World.open(LISA, model="understudy")
    monkeypatch.setattr(memory, "entry_points", broken)
    with pytest.raises(Misconfigured, match="nothing_such"):
        await World.open(LISA, model="understudy")


async def test_what_was_opened_is_closed_when_opening_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model is opened first, then there is no store."""
    closed: list[str] = []

    class Closing(Understudy):
        async def close(self) -> None:
            closed.append("model")

    def no_store(**_kwargs: str) -> EntryPoints:
        return EntryPoints(())

    monkeypatch.setattr("troupe.llm.understudy.Understudy", Closing)
    monkeypatch.setattr(memory, "entry_points", no_store)
    with pytest.raises(Misconfigured):
        await World.open(LISA, model="understudy")
    assert closed == ["model"]


async def test_a_model_of_the_programmer_is_left_open() -> None:
    closed: list[str] = []

    class Closing(Scripted):
        async def close(self) -> None:
            closed.append("model")

    async with World.open(LISA, model=Closing()):
        pass
    assert closed == []
