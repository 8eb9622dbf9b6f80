"""A world from Python: talked to, run, stopped, read, and the same again from the same seed."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from pydantic import JsonValue

import troupe
from troupe import (
    Caps,
    ManualClock,
    Persona,
    Scripted,
    World,
    library,
)
from troupe.core.errors import BadInput, Conflict, Misconfigured, ModelUnavailable
from troupe.headless.readable_record import Line
from troupe.llm.scripted_model import ScriptedReply
from troupe.worlds.world import WorldStatus

LISA = Persona(name="Lisa Carter", nicknames=("Lis",), talkativeness=0.0)
OSCAR = Persona(name="Oscar Mora", talkativeness=0.0)
MARTA = Persona(name="Marta Lund", talkativeness=0.0)
SILENT: ScriptedReply = {"floor": "silent", "actions": [], "reason": "Nothing to add."}


def says(text: str, thought: str = "") -> dict[str, JsonValue]:
    actions: list[JsonValue] = [{"type": "THINK", "content": thought}] if thought else []
    return {"floor": "speak", "actions": [*actions, {"type": "TALK", "content": text}]}


def spoken(lines: tuple[Line, ...]) -> list[tuple[str, str]]:
    return [(line.speaker, line.text) for line in lines if line.kind == "said"]


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
        ("oscar-mora", "turn"): [{"floor": "silent", "actions": [], "reason": "Nothing to add."}],
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
        assert [line.text for line in await world.transcript() if line.kind == "turn_failed"] == [
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
