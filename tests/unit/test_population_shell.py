"""`troupe population`: what it prints, what it writes, and with which exit code it ends."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli.troupe_command import app
from bot.environment import language_models
from bot.environment.settings import variable_names
from tests.unit.population_files import OURS, THEIRS
from troupe.core.errors import ModelMalformed
from troupe.llm.port.llm import Request
from troupe.llm.scripted_model import Scripted
from troupe.people.library.library import load_persona
from troupe.people.population.files.population_loading import populations
from troupe.research.recruiting.screening import AT_ONCE


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two populations of the tests in the working folder."""
    monkeypatch.chdir(tmp_path)
    Path("town.json").write_text(json.dumps(OURS))
    Path("freedonia.json").write_text(json.dumps(THEIRS))


def run(*words: str) -> Result:
    found = CliRunner().invoke(app, ["population", *words])
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


def test_list_names_every_population() -> None:
    out = run("list").output
    assert all(slug in out for slug in populations())
    assert [one["slug"] for one in json.loads(run("list", "--json").output)] == list(populations())


def test_show_tells_fields_shares_and_sources() -> None:
    out = run("show", "germany").output
    assert "Statistisches Bundesamt" in out
    assert "female 51.1%" in out
    assert json.loads(run("show", "town.json", "--json").output)["title"] == "A small town"


def test_notes_of_a_file_are_told_beside_it() -> None:
    found = run("show", "freedonia.json")
    assert "note: religion: read as one choice" in found.stderr


def test_a_sample_always_comes_with_targets_and_what_was_achieved() -> None:
    out = run("sample", "town.json", "-n", "100", "--seed", "3").output
    row = next(line for line in out.splitlines() if "female" in line)
    assert row.split() == ["gender", "(of", "100)", "female", "51.0%", "51", "51"]
    assert "and 88 more" in out


def test_the_plan_is_shown_when_asked_for() -> None:
    out = run("sample", "town.json", "-n", "100", "--plan").output
    assert "age × gender" in out
    assert "sweeps" in out


def test_a_sample_as_json() -> None:
    found = json.loads(run("sample", "freedonia.json", "-n", "50", "--seed", "1", "--json").stdout)
    assert {"plan", "margins", "personas"} <= set(found)
    assert len(found["personas"]) == 50
    margin = next(one for one in found["margins"] if one["field"] == "age" and one["value"] == "65+")
    assert (margin["target"], margin["achieved"]) == (6, 6)
    assert found["plan"]["steps"][0]["field"] == "age"
    assert found == json.loads(run("sample", "freedonia.json", "-n", "50", "--seed", "1", "--json").stdout)


def test_a_sample_in_a_folder_is_one_file_for_everyone(tmp_path: Path) -> None:
    run("sample", "town.json", "-n", "7", "--to", "people")
    files = sorted(Path("people").glob("*.yaml"))
    assert len(files) == 7
    names = {load_persona(path).name for path in files}
    summary = json.loads(Path("people/sample.json").read_text("utf-8"))
    assert len(names) == 7
    assert summary["plan"]["people"] == 7
    assert "7 people" in run("profile", "people").stdout
    checked = CliRunner().invoke(app, ["persona", "validate", "people"])
    assert (checked.exit_code, checked.stdout.count("OK ")) == (0, 7), checked.output
    again = run("sample", "town.json", "-n", "7", "--to", "people")
    assert again.exit_code == 2
    assert "is not empty" in again.stderr


def test_the_youngest_may_be_left_out() -> None:
    found = json.loads(run("sample", "town.json", "-n", "30", "--min-age", "18", "--json").stdout)
    assert min(persona["age"] for persona in found["personas"]) >= 18


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("sample", "atlantis", "-n", "5"), "atlantis"),
        (("sample", "none.yaml", "-n", "5"), "none.yaml: there is no such file"),
        (("sample", "town.json", "-n", "0"), "n: must be from 1 to 10000"),
        (("sample", "town.json", "-n", "5", "--min-age", "120"), "minimum_age"),
        (("sample", "broken.json", "-n", "5"), "broken.json: fields.age.bands: the shares add up to 70 %"),
        (("show", "town.json/x.json"), "cannot be read"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(words: tuple[str, ...], told: str) -> None:
    Path("broken.json").write_text('{"fields": {"age": {"bands": {"18-64": 70}}}}')
    found = run(*words)
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr.count("\n") == 1
    assert told in found.stderr


def test_writing_needs_a_folder_and_is_resumed_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in variable_names():
        monkeypatch.delenv(name, raising=False)
    words = ("sample", "town.json", "-n", "4", "--seed", "2", "--write", "--model", "understudy")
    homeless = run(*words)
    assert homeless.exit_code == 2
    assert "--to" in homeless.stderr
    first = run(*words, "--to", "people", "--json")
    assert first.exit_code == 0, first.stderr
    assert "Written with understudy: 4 calls" in first.stderr
    again = run(*words, "--to", "people", "--json")
    assert "0 calls" in again.stderr
    assert json.loads(again.stdout) == json.loads(first.stdout)
    plain = json.loads(run("sample", "town.json", "-n", "4", "--seed", "2", "--json").stdout)
    assert [one["name"] for one in json.loads(first.stdout)["personas"]] == [
        one["name"] for one in plain["personas"]
    ]


def written_by(llm: Scripted, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    """`--write` with this model in place of a real one."""

    def build(*_: object) -> Scripted:
        return llm

    monkeypatch.setattr("bot.environment.language_models.build_model", build)
    monkeypatch.setenv("TROUPE_MODEL", "scripted")
    return run("sample", "town.json", "-n", "3", "--write", "--to", "people", *words)


def test_the_cost_is_said_and_nothing_is_spent_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    found = written_by(Scripted(otherwise=ModelMalformed("nonsense")), monkeypatch)
    assert found.exit_code == 2
    assert "3 people to write with scripted: at most" in found.stderr
    assert "say --yes" in found.stderr


def test_who_could_not_be_written_is_named_and_the_command_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    found = written_by(Scripted(otherwise=ModelMalformed("nonsense")), monkeypatch, "--yes")
    assert found.exit_code == 1
    assert found.stderr.count("missing: ") == 3
    assert "3 of 3 could not be written" in found.stderr
    assert "Traceback" not in found.output


def test_screening_recruits_by_rules_answers_and_quotas_and_tells_why_not() -> None:
    words = ("screen", "germany:40", "--include", "age >= 30", "--quota", "gender: female 2, male 2")
    asking = ("--ask", "cash: Do you pay in cash?", "--model", "understudy")
    out = run(*words, *asking).stdout
    assert out.startswith("4 of 40 recruited")
    rejected = json.loads(run(*words, *asking, "--json").stdout)["rejected"]
    assert any("does not keep `age >= 30`" in candidate["reason"] for candidate in rejected)
    assert ["gender", "female", "2", "2"] in [line.split() for line in out.splitlines()]
    assert "no language model" in out


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A process that Ctrl-C interrupts; one started in the background of a shell ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_a_screening_that_broke_off_goes_on_and_asks_nobody_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(request: Request[Any]) -> dict[str, str]:
        asked.append(request.person)
        if len(asked) == 25:
            signal.raise_signal(signal.SIGINT)  # as Ctrl-C does
        return {"cash": "yes"}

    def build(*_: object) -> Scripted:
        return Scripted(otherwise=answer)

    monkeypatch.setattr(language_models, "build_model", build)
    words = ("screen", "germany:30", "--ask", "cash: Do you pay in cash?", "--model", "grand", "--yes")
    assert run(*words).exit_code != 0
    assert 25 <= len(asked) <= 30  # all, where the interruption came late
    assert run(*words).stdout.startswith("30 of 30 recruited")
    assert len(set(asked)) == 30
    assert len(asked) <= 30 + AT_ONCE
    once = len(asked)
    assert run(*words).stdout.startswith("30 of 30 recruited")
    assert len(asked) == once


def test_who_was_recruited_is_written_down_and_may_be_used_again() -> None:
    run("sample", "town.json", "-n", "9", "--to", "drawn")
    found = json.loads(run("screen", "drawn", "--size", "3", "--seed", "4", "--to", "panel", "--json").stdout)
    again = json.loads(run("screen", "drawn", "--size", "3", "--seed", "4", "--json").stdout)
    assert found == again
    names = {one["persona"]["name"] for one in found["recruited"]}
    assert {load_persona(path).name for path in Path("panel").glob("*.yaml")} == names
    assert run("profile", "panel").output.startswith("3 people")
    assert "is not empty" in run("screen", "drawn", "--to", "panel").stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--include", "age >= x"), "include: at character 8"),
        (("--include", "shoes = red"), "include: nobody among the candidates has a field shoes"),
        (("--ask", "a: X? | y"), "questions: number 1"),
        (("--quota", "gender"), "quotas: `gender`"),
    ],
)
def test_a_screener_that_cannot_be_meant_is_one_line(words: tuple[str, str], told: str) -> None:
    found = run("screen", "town.json:5", *words)
    assert (found.exit_code, found.stdout) == (2, "")
    assert told in found.stderr
