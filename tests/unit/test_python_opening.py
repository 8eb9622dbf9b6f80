"""Opening a world from Python: its people, its model and budget, its store; and opening it again."""

import json
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Any

import pytest
from pydantic import JsonValue

import db
from troupe import (
    Cap,
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
from troupe.core.errors import BadInput, Conflict, Misconfigured, ModelRejected, NotFound
from troupe.core.usage import Usage
from troupe.headless import memory_store as memory
from troupe.headless.readable_record import Line
from troupe.llm.scripted_model import ScriptedReply
from troupe.ports import Database, NewWorld

LISA = Persona(name="Lisa Carter", nicknames=("Lis",), talkativeness=0.0)
OSCAR = Persona(name="Oscar Mora", talkativeness=0.0)
MARTA = Persona(name="Marta Lund", talkativeness=0.0)
SILENT: ScriptedReply = {"floor": "silent", "actions": [], "reason": "Nothing to add."}


def says(text: str, thought: str = "") -> dict[str, JsonValue]:
    actions: list[JsonValue] = [{"type": "THINK", "content": thought}] if thought else []
    return {"floor": "speak", "actions": [*actions, {"type": "TALK", "content": text}]}


def spoken(lines: tuple[Line, ...]) -> list[tuple[str, str]]:
    return [(line.speaker, line.text) for line in lines if line.kind == "said"]


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

    def made(
        _name: str, *, api_key: str | None, base_url: str | None, clock: object, **others: object
    ) -> Understudy:
        del clock, others
        seen.append((api_key, base_url))
        return Understudy()

    monkeypatch.setattr("troupe.llm.openai.openai_model.OpenAIModel", made)
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

    memory.provided_store.cache_clear()
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
    memory.provided_store.cache_clear()
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
