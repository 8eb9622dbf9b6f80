"""Talks and memories from other tools: read in each form, remembered by one person alone, and forgotten again."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli.troupe_command import app
from troupe import World
from troupe.core.errors import BadInput
from troupe.llm.scripted_model import Scripted
from troupe.memory.archives.archive_dates import archive_date
from troupe.memory.archives.archive_reading import read_memories
from troupe.people.persona.persona import Persona

NOW = datetime(2026, 11, 30, tzinfo=UTC)
SERA = Persona(name="Seraphina Vale", nicknames=("Sera",))
CHAT: list[dict[str, Any]] = [
    {"user_name": "Mika", "character_name": "Sera", "create_date": "2024-05-01@10h14m33s", "chat_metadata": {}},
    {"name": "Sera", "is_user": False, "send_date": "May 1, 2024 10:15am", "mes": "Welcome to the glade."},
    {"name": "Mika", "is_user": True, "send_date": 1714558600000, "mes": "My dog Barnaby got lost at the mill."},
    {"name": "Sera", "is_user": False, "mes": "", "swipes": ["No.", "Then we look for Barnaby."], "swipe_id": 1},
    {"name": "Sera", "is_user": False, "is_system": True, "mes": "/hidden"},
]
TINY = {
    "type": "TinyPerson",
    "persona": {"name": "Seraphina Vale"},
    "episodic_memory": {
        "memory": [
            {"role": "user",
             "content": {"stimuli": [{"type": "CONVERSATION", "content": "Do you sail?", "source": "Bo"}]},
             "type": "stimulus", "simulation_timestamp": "2025-03-02T10:00:00"},
            {"role": "assistant", "content": {"action": {"type": "THINK", "content": "Hm."}}, "type": "action"},
        ],
        "episodic_buffer": [
            {"role": "assistant",
             "content": {"action": {"type": "TALK", "content": "Only on lakes.", "target": "Bo"}},
             "type": "action", "simulation_timestamp": "2025-03-02T10:01:00"},
        ],
    },
    "semantic_memory": {
        "memories": [
            {"content": "# Reflection\nI have reflected on the following memory at date and time None:\n\n Bo is "
             "kind.",
             "type": "reflection", "simulation_timestamp": None},
            {"content": "{'action': 1}", "type": "action"},
        ]
    },
}  # fmt: skip


def chat(folder: Path, rows: list[dict[str, Any]], *more: str) -> Path:
    path = folder / "chat.jsonl"
    path.write_text("\n".join([*(json.dumps(row) for row in rows), *more]), "utf-8")
    return path


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (1714558600000, "2024-05-01T10:16:40"),
        ("1714558600", "2024-05-01T10:16:40"),
        ("2024-05-01T12:15:00+02:00", "2024-05-01T10:15:00"),
        ("2024-5-1 @7h 4m 3s 12ms", "2024-05-01T07:04:03"),
        ("June 25, 2023 1:14pm", "2023-06-25T13:14:00"),
        ("yesterday", None),
        ("2024-13-45@1h2m3s", None),
        (True, None),
        (None, None),
    ],
)
def test_dates_are_read_in_each_form(written: object, told: str | None) -> None:
    at = archive_date(written)
    assert (None if at is None else at.isoformat().removesuffix("+00:00")) == told


def test_a_chat_is_read_as_what_the_person_said_and_heard(tmp_path: Path) -> None:
    archive = read_memories(chat(tmp_path, CHAT, "{broken"), SERA, NOW)
    assert [(line.speaker, line.text, line.own) for line in archive.lines] == [
        ("Seraphina Vale", "Welcome to the glade.", True),
        ("Mika", "My dog Barnaby got lost at the mill.", False),
        ("Seraphina Vale", "Then we look for Barnaby.", True),
    ]
    assert [f"{line.at:%H:%M:%S}" for line in archive.lines] == ["10:15:00", "10:16:40", "10:16:41"]
    assert archive.notes == ("1 lines are no JSON and were left out",)


def test_a_tinyperson_s_talk_and_knowledge_are_read(tmp_path: Path) -> None:
    path = tmp_path / "sera.agent.json"
    path.write_text(json.dumps(TINY), "utf-8")
    archive = read_memories(path, SERA, NOW)
    assert {(line.speaker, line.text, line.own) for line in archive.lines} == {
        ("Bo", "Do you sail?", False),
        ("Seraphina Vale", "Only on lakes.", True),
        ("Seraphina Vale", "Bo is kind.", True),
    }
    path.write_text(json.dumps(TINY["episodic_memory"]), "utf-8")
    assert len(read_memories(path, SERA, NOW).lines) == 2


def test_whose_lines_they_are_is_said_or_asked_for(tmp_path: Path) -> None:
    group: list[dict[str, Any]] = [
        {"name": name, "is_user": False, "mes": f"I am {name}."} for name in ("Ada", "Orin", "Sera V.")
    ]
    with pytest.raises(BadInput, match="says nothing in it; who speaks is Ada, Orin, Sera V"):
        read_memories(chat(tmp_path, group), SERA, NOW)
    named = read_memories(chat(tmp_path, group), SERA, NOW, "Sera V.")
    assert [line.own for line in named.lines] == [False, False, True]
    alone = read_memories(chat(tmp_path, [{"name": "Old Name", "is_user": False, "mes": "Hm."}]), SERA, NOW)
    assert alone.lines[0].own
    for name, text in (("a.jsonl", '{"x": 1}'), ("a.json", '{"name": "Ana"}'), ("a.txt", "x")):
        (tmp_path / name).write_text(text)
        with pytest.raises(BadInput):
            read_memories(tmp_path / name, SERA, NOW)


async def test_it_comes_back_to_the_one_person_when_it_is_spoken_of(tmp_path: Path) -> None:
    path = chat(tmp_path, CHAT)
    model = Scripted(otherwise={"floor": "speak", "actions": [{"type": "TALK", "content": "Hm."}]})
    async with World.open([SERA, Persona(name="Bo Lind")], model=model) as world:
        assert (await world.remember("Sera", path), await world.remember("Sera", path)) == (3, 0)
        assert await world.until_quiet() == (), "there is nothing to answer in it"
        await world.ask("What was the dog at the mill called?")
    prompts = {request.person: request.messages[-1].content for request in model.requests}
    assert "- 1 May 2024, Mika (long ago): My dog Barnaby got lost at the mill." in prompts["seraphina-vale"]
    assert "Barnaby" not in prompts["bo-lind"]


def test_the_shell_takes_it_in_once_and_forgets_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sera.json").write_text('{"name": "Seraphina Vale", "nicknames": ["Sera"]}', "utf-8")
    shell = ["persona", "import-memories", "sera.json", str(chat(tmp_path, CHAT))]
    first = CliRunner().invoke(app, shell)
    assert first.exit_code == 0, first.output
    assert first.output.startswith('Seraphina Vale remembers 3 lines.\nGo on from Python: World.reopen("')
    assert "remembers 3 lines, 3 of them known before." in CliRunner().invoke(app, shell).output
    assert json.loads(CliRunner().invoke(app, [*shell, "--forget", "--json"]).output)["forgotten"] == 3
    assert json.loads(CliRunner().invoke(app, [*shell, "--json"]).output)["taken"] == 0
    assert CliRunner().invoke(app, [*shell, "--channel", "12"]).exit_code == 2
