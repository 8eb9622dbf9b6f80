"""`troupe run`: quoted before it starts, never asks without a terminal, tells by its exit code how it ended."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.troupe_command import app
from troupe.research.sessions.study import Study

GUIDE = """
title: Cold tea
sections:
  - title: All
    steps:
      - kind: question
        key: now
        text: What do you drink?
        probes: [Why that]
      - kind: exhibit
        key: idea
        text: A tea that cools itself.
      - kind: ballot
        key: buy
        text: Would you buy it?
        options: ["yes", "no"]
"""


@pytest.fixture
def guide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("TROUPE_MODEL", "OPENAI_BASE_URL", "OPENAI_API_KEY", "TROUPE_PRICES"):
        monkeypatch.delenv(name, raising=False)
    path = tmp_path / "guide.yaml"
    path.write_text(GUIDE, "utf-8")
    return path


def run(*words: str | Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["run", *map(str, words)])
    return done.exit_code, done.stdout, done.stderr


def test_a_study_comes_into_its_folder(guide: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = (guide, "--panel", "gerda, rory-macphee", "--model", "understudy", "--out", out, "--seed", "3")
    code, told, _ = run(*words, "--change", "idea=A tea that is free.")
    assert code == 0
    assert "understudy" in told
    study = Study.model_validate_json((out / "run.json").read_text("utf-8"))
    assert [run.condition for run in study.runs] == ["", "idea in other words"]
    assert {path.name for path in out.iterdir()} >= {
        "answers.csv",
        "ballots.csv",
        "usage.csv",
        "transcript.jsonl",
        "report.html",
    }
    code, _, wrong = run(*words)
    assert (code, "--resume" in wrong) == (2, True)
    code, told, _ = run(*words, "--resume", "--json")
    assert code == 0
    assert json.loads(told)["missing"] == 0


def test_a_study_is_gone_on_with_in_its_folder(guide: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(guide, "--panel", "gerda, rory-macphee", "--model", "understudy", "--out", out)[0] == 0
    more = ("--fork-at", "buy", "--change", "without:rory", "--replicates", "2", "--model", "understudy")
    code, told, _ = run(out, *more, "--dry-run", "--json")
    assert code == 0
    assert (json.loads(told)["runs"], json.loads(told)["calls"]) == (5 - 1, 2 * 2 + 2 * 2)
    assert run(out, *more)[0] == 0
    study = Study.model_validate_json((out / "run.json").read_text("utf-8"))
    assert {one.condition for one in study.runs[1:]} == {"from buy on", "from buy on: without rory-macphee"}
    asked = CliRunner().invoke(app, ["ask", str(out), "gerda", "And now?", "--model", "understudy"])
    assert asked.exit_code == 0
    assert "[understudy]" in asked.stdout
    assert CliRunner().invoke(app, ["report", str(out), "--format", "md"]).exit_code == 0
    report = (out / "report.md").read_text("utf-8")
    assert "And now?" in report.split("After the study")[1]


def test_a_dry_run_asks_nobody(guide: Path, tmp_path: Path) -> None:
    code, told, _ = run(guide, "--panel", "gerda, rory", "--model", "understudy", "--dry-run", "--json")
    assert code == 0
    quote = json.loads(told)
    assert (quote["calls"], quote["steps"]) == (6, ["now", "idea", "buy"])
    assert [path.name for path in tmp_path.iterdir()] == ["guide.yaml"]


def test_nothing_is_spent_unasked(guide: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    code, _, wrong = run(guide, "--panel", "gerda", "--model", "some-model", "--out", tmp_path / "out")
    assert code == 2
    assert "calls of some-model" in wrong
    assert "--yes" in wrong
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--panel", "nobody-known"], "nobody-known"),
        (["--panel", "gerda", "--change", "price=9 euros"], "price"),
        (["--panel", "gerda", "--change", "idea"], "KEY=TEXT"),
        (["--panel", " , "], "--panel"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(guide: Path, words: list[str], told: str) -> None:
    code, _, wrong = run(guide, *words, "--model", "understudy", "--out", "out")
    assert code == 2
    assert len(wrong.strip().splitlines()) == 1
    assert told in wrong


def test_a_broken_guide_is_told_by_its_field(guide: Path) -> None:
    guide.write_text(GUIDE.replace("options:", "option:"), "utf-8")
    code, _, wrong = run(guide, "--panel", "gerda", "--model", "understudy", "--out", "out")
    assert code == 2
    assert "option" in wrong
