"""`troupe guide`: faults by line with exit code 2, warnings, drafts, and the guides of the house."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.troupe_command import app


def guide(*words: str | Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["guide", *map(str, words)])
    return done.exit_code, done.stdout, done.stderr


def test_check_tells_what_it_read_and_warns(tmp_path: Path) -> None:
    file = tmp_path / "plan.md"
    file.write_text("# Tea\n\n1. Don't you love tea?\nModerator: smile.\n", encoding="utf-8")
    code, told, _ = guide("check", file)
    assert code == 0
    assert told.startswith("Tea (discussion, en): 1 section, 1 question. 4 minutes at a human pace.\n")
    assert "\nQuestions\n  q1  Don't you love tea?\n" in told
    assert "note: line 4: a note for the moderator, left out: Moderator: smile." in told
    assert "warning: q1: “Don't" in told
    code, told, _ = guide("check", file, "--json")
    document = json.loads(told)
    assert (document["ok"], document["guide"]["title"]) == (True, "Tea")
    assert {finding["rule"] for finding in document["findings"]} == {"leading", "yes_no"}


def test_check_names_every_fault_and_exits_2(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text("Poll: Only one?\n- A\n\nRate 1-99: How much?\n", encoding="utf-8")
    code, _, wrong = guide("check", file)
    assert code == 2
    assert [line.split(": ")[2] for line in wrong.splitlines()] == ["line 1", "line 4"]
    code, told, _ = guide("check", file, "--json")
    assert (code, [fault["line"] for fault in json.loads(told)["faults"]]) == (2, [1, 4])
    code, _, wrong = guide("check", tmp_path / "none.txt")
    assert (code, "there is no such file" in wrong) == (2, True)


def test_a_draft_is_saved_and_can_be_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    target = tmp_path / "tea.yaml"
    code, told, beside = guide("draft", "why people give up tea", "--model", "understudy", "--to", target)
    assert code == 0
    assert "title: Why people give up tea" in told
    assert "no language model" in beside
    assert guide("check", target)[0] == 0
    code, _, wrong = guide("draft", "tea and more", "--model", "understudy", "--to", target)
    assert (code, "is there already" in wrong) == (2, True)
    code, _, wrong = guide("draft", "tea and more", "--model", "understudy", "--kind", "seance")
    assert (code, "--kind: must be one of discussion" in wrong) == (2, True)


def test_the_guides_of_the_house() -> None:
    code, told, _ = guide("list", "--json")
    slugs = {one["slug"] for one in json.loads(told)}
    assert (code, {"concept-test", "debate"} <= slugs) == (0, True)
    code, told, _ = guide("show", "concept-test")
    assert (code, told.startswith("# Concept test")) == (0, True)
    assert guide("show", "debate", "--yaml")[1].startswith("title: Debate")
    code, _, wrong = guide("show", "concept-tset")
    assert (code, "did you mean concept-test" in wrong) == (2, True)
