"""`troupe persona`: what it prints, and with which exit code it ends."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.persona.persona_shell import app as persona_app
from bot.cli.troupe_command import app
from troupe.people.library.library import export_json, export_yaml, library

GERDA = library()["gerda-vollmann"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(persona_app, list(arguments))


def test_list_names_everyone() -> None:
    found = run("list")
    assert found.exit_code == 0
    for slug in library():
        assert slug in found.output


def test_list_as_json() -> None:
    people = json.loads(run("list", "--json").output)
    assert [person["slug"] for person in people] == list(library())
    assert "Gerda Vollmann" in [person["name"] for person in people]


@pytest.mark.parametrize("name", ["gerda-vollmann", "Gerda", "chefin", "GERDA VOLLMANN"])
def test_show_finds_people_by_any_name(name: str) -> None:
    found = run("show", name)
    assert found.exit_code == 0
    assert "key cutter and cobbler" in found.output


def test_show_as_json_is_the_whole_document() -> None:
    assert json.loads(run("show", "gerda", "--json").output) == GERDA.model_dump(mode="json")


def test_show_merges_fragments_and_says_what_gave_way(tmp_path: Path) -> None:
    older = tmp_path / "older.yaml"
    older.write_text("type: Fragment\npersona: {age: 90}")
    found = run("show", "gerda", "--fragment", "night-shift-worker", "--fragment", str(older), "--json")
    assert found.exit_code == 0
    assert json.loads(found.stdout)["fragments"] == ["night-shift-worker", "older"]
    assert "age: 90 instead of 68" in found.stderr


def test_validate_takes_fragments(tmp_path: Path) -> None:
    (tmp_path / "older.yaml").write_text("type: Fragment\npersona: {age: 90}")
    assert "the fragment older" in run("validate", str(tmp_path)).output
    (tmp_path / "older.yaml").write_text("type: Fragment\npersona: {age: old}")
    assert run("validate", str(tmp_path)).exit_code == 2


def test_show_takes_a_file_and_reads_no_markup_in_it(tmp_path: Path) -> None:
    file = tmp_path / "odd.json"
    file.write_text(json.dumps({"name": "Odd", "style": "[red]not markup[/red] :smile:"}))
    found = run("show", str(file))
    assert "[red]not markup[/red] :smile:" in found.output


def test_validate_takes_files_folders_and_patterns(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.json").write_text(export_json(GERDA), encoding="utf-8")
    (tmp_path / "b.yaml").write_text(export_yaml(GERDA), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no persona")
    for given in (str(tmp_path), str(tmp_path / "**" / "*.*[nl]"), str(tmp_path / "b.yaml")):
        found = run("validate", given)
        assert found.exit_code == 0
        assert all(line.startswith("OK ") for line in found.output.splitlines())
    assert len(run("validate", str(tmp_path)).output.splitlines()) == 2


def test_validate_says_what_is_wrong_in_one_line_each_and_exits_with_2(tmp_path: Path) -> None:
    good, bad, missing = tmp_path / "good.yaml", tmp_path / "bad.json", tmp_path / "missing.yaml"
    good.write_text("name: Ada")
    bad.write_text('{"type": "TinyPerson", "persona": {"name": "Lisa", "age": "old"}}')
    found = run("validate", str(good), str(bad), str(missing))
    assert found.exit_code == 2
    assert found.output.splitlines() == [
        f"OK   {good}: Ada",
        f'BAD  {bad}: persona.age: must be a whole number, not "old"',
        f"BAD  {missing}: there is no such file",
    ]


def test_validate_as_json(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("name: Ada\ntalkativeness: 7")
    found = run("validate", "--json", str(bad))
    assert found.exit_code == 2
    (finding,) = json.loads(found.output)
    assert (finding["ok"], finding["field"]) == (False, "talkativeness")


@pytest.mark.parametrize("given", [["show", "Xyzzy"], ["validate", "no/such/*.yaml"]])
def test_under_the_troupe_command_bad_input_is_one_line_and_exit_code_2(given: list[str]) -> None:
    found = CliRunner().invoke(app, ["persona", *given])
    assert found.exit_code == 2
    assert len(found.output.strip().splitlines()) == 1
