"""`troupe persona from-text` and `enrich`: shown first, saved when told to, in nobody's place."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.troupe_command import app
from bot.environment import language_models
from troupe.llm.scripted_model import CutShort, Scripted
from troupe.people.library.library import export_yaml, library, load_persona, read_persona

TEXT = "a retired tram driver from Porto who distrusts apps"


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("TROUPE_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: str, model: str = "understudy") -> Result:
    given = ["--model", model] if model else []
    return CliRunner().invoke(app, ["persona", *arguments, *given])


def test_a_person_is_printed_and_nothing_saved(tmp_path: Path) -> None:
    found = run("from-text", TEXT)
    assert found.exit_code == 0
    persona = read_persona(found.stdout.encode(), "out.yaml")
    assert persona.occupation.title == "retired tram driver"
    assert "no language model" in found.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_seed_decides_and_json_tells_all() -> None:
    told = [json.loads(run("from-text", TEXT, "--seed", seed, "--json").stdout) for seed in ("1", "1", "2")]
    assert told[0] == told[1]
    assert told[0]["persona"]["name"] != told[2]["persona"]["name"]
    assert (told[0]["model"], told[0]["stand_in"]) == ("understudy", True)


def test_it_is_saved_when_told_to_and_never_over_another(tmp_path: Path) -> None:
    assert run("from-text", TEXT, "--to", str(tmp_path), "--yes").exit_code == 0
    (file,) = tmp_path.iterdir()
    assert load_persona(file).synthetic
    again = run("from-text", TEXT, "--to", str(tmp_path), "--yes")
    assert again.exit_code == 2
    assert "is there already" in again.stderr


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["from-text", " "], "text: says nothing"),
        (["from-text", TEXT, "--to", "x.txt", "--yes"], "must be a folder"),
        (["from-text", TEXT, "--to", "x.yaml"], "give --yes to save without asking"),
        (["enrich", "nobody-here"], "nobody is called that"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(given: list[str], told: str) -> None:
    found = run(*given)
    assert found.exit_code == 2
    assert told in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1
    assert found.stdout == ""


def test_without_a_model_nothing_is_made_up() -> None:
    found = run("from-text", TEXT, model="")
    assert found.exit_code == 2
    assert "TROUPE_MODEL is not set" in found.stderr


def test_enriching_tells_each_change_and_may_replace_its_own_file(tmp_path: Path) -> None:
    file = tmp_path / "kofi.yaml"
    file.write_text("name: Kofi Mensah\nage: 29\n")
    found = run("enrich", str(file))
    assert "gender: + male" in found.stdout
    assert "nationality: + Ghanaian" in found.stdout
    assert file.read_text() == "name: Kofi Mensah\nage: 29\n"
    assert run("enrich", str(file), "--to", str(file), "--yes").exit_code == 0
    assert load_persona(file).age == 29
    assert load_persona(file).beliefs
    assert "lacks nothing" in run("enrich", str(file)).stdout


def test_what_breaks_off_is_shown_as_unfinished_with_the_way_on(monkeypatch: pytest.MonkeyPatch) -> None:
    cut = CutShort({"name": "Armindo Teixeira", "age": 71})

    def build(*_: object) -> Scripted:
        return Scripted({("", "persona"): [cut]})

    monkeypatch.setattr(language_models, "build_model", build)
    found = run("from-text", TEXT)
    assert read_persona(found.stdout.encode(), "out.yaml").age == 71
    assert "UNFINISHED: scripted stopped before the end" in found.stderr
    assert "troupe persona enrich FILE" in found.stderr


def test_someone_complete_needs_no_model(tmp_path: Path) -> None:
    file = tmp_path / "gerda.yaml"
    file.write_text(export_yaml(library()["gerda-vollmann"]), encoding="utf-8")
    assert "Gerda Vollmann lacks nothing." in run("enrich", str(file)).stdout
