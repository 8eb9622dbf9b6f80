"""`troupe report`: what it writes and says, and with which exit code it ends."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.troupe_command import app
from bot.environment.settings import variable_names
from tests.unit.made_study import made_study


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A study in the working folder, and no setting around it."""
    monkeypatch.chdir(tmp_path)
    for name in variable_names():
        monkeypatch.delenv(name, raising=False)
    Path("held").mkdir()
    Path("held/run.json").write_text(made_study().model_dump_json(), encoding="utf-8")


def run(*words: str) -> Result:
    result = CliRunner().invoke(app, ["report", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_study_is_read_by_rule_where_no_model_is_named() -> None:
    result = run("held")
    assert result.exit_code == 0
    assert "read by nobody" in result.output
    assert "Read by rule, not by a model" in result.output
    assert Path("held/report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert json.loads(Path("held/reading.json").read_text())["stand_in"] is True


def test_every_form_is_written_and_the_reading_is_kept() -> None:
    run("held/run.json", "--read-by", " Ines  Marsh ", "--out", "there")
    reading = json.loads(Path("there/reading.json").read_text())
    assert reading["read_by"] == "Ines Marsh"
    Path("held/reading.json").write_text(json.dumps({**reading, "not_said": ["By hand."]}))
    forms = ("html", "docx", "md", "json", "csv")
    result = run("held", "--json", *(word for form in forms for word in ("--format", form)))
    document = json.loads(result.output)
    names = {Path(path).name for path in document["files"]}
    assert names == {
        *(f"report.{form}" for form in ("html", "docx", "md", "json")),
        *("answers.csv", "ballots.csv", "runs.csv"),
    }
    assert "read by Ines Marsh" in document["check"]
    assert "By hand." in Path("held/report.md").read_text(encoding="utf-8")


def test_the_sample_is_written_where_one_says() -> None:
    assert run("sample", "--out", "look").exit_code == 0
    assert "written by hand, no model" in Path("look/report.html").read_text(encoding="utf-8")
    assert not Path("look/reading.json").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere",), "there is no such file"),
        (("held", "--format", "pdf"), "must be one of html"),
        (("odd.json",), "odd.json: guide: Field required"),
        (("held", "--out", "held/run.json/deeper"), "cannot be written"),
    ],
)
def test_what_is_wrong_is_one_line_and_ends_with_2(words: tuple[str, ...], said: str) -> None:
    Path("odd.json").write_text('{"id": "x"}')
    result = run(*words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_nothing_is_spent_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    result = run("held", "--model", "gpt-5-mini")
    assert result.exit_code == 2
    assert "calls of gpt-5-mini: at most" in result.stderr
    assert "nothing is spent unasked" in result.stderr
