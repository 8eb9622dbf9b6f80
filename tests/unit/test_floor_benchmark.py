"""The benchmark of the floor: its moments are sound, its command keeps its word, and it repeats."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import floor
from benchmarks.floor_judging import mention_only, respond_all, troupe_judge
from benchmarks.floor_moments import Moment, beyond_moments, own_moments
from benchmarks.floor_playing import play
from benchmarks.floor_rest import chatty_bot, two_copies
from benchmarks.floor_scores import certainty, score
from benchmarks.floor_talk import gini, measure
from tests.unit.fake_endpoint import says, serving

LANGUAGES = {"en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr", "ru", "ja", "zh", "ko", "ar", "hi", "sv"}
SMALL: dict[str, Any] = {
    "id": 7,
    "people": [{"name": "Lisa Carter"}, {"name": "Oscar", "nicknames": ["Ozzie"], "talkativeness": None}],
    "message": {"author": "Ann", "text": "Ozzie, tea?"},
    "expect": {"addressed": ["Oscar"], "must_speak": ["Oscar"], "must_be_silent": ["Lisa Carter"]},
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return written(tmp_path, [SMALL])


def written(folder: Path, data: object) -> Path:
    path = folder / "moments.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def told(changes: dict[str, Any]) -> Moment:
    return Moment.model_validate({**SMALL, **changes})


def test_our_moments_are_many_varied_and_consistent() -> None:
    moments = own_moments()
    assert len(moments) >= 320
    assert len({m.id for m in moments}) == len(moments)
    assert {m.lang for m in moments} >= LANGUAGES
    assert len({m.kind for m in moments}) >= 25
    assert 0.25 < sum(m.held_out for m in moments) / len(moments) < 0.42
    for moment in moments:
        expect, names = moment.expect, {p.name for p in moment.people}
        spoken, silent = {*expect.must_speak, *expect.may_speak}, set(expect.must_be_silent)
        assert spoken | silent == names, moment.id
        assert not spoken & silent, moment.id
        assert not set(expect.must_speak) & set(expect.may_speak), moment.id
        assert set(expect.addressed) <= names, moment.id
        assert not (expect.halt and spoken), moment.id


def test_the_floor_does_far_better_than_the_plain_ways_and_as_well_on_what_was_held_out() -> None:
    moments = own_moments()
    ours = score([(m, troupe_judge(1)(m)) for m in moments])
    mention = score([(m, mention_only(m)) for m in moments])
    everyone = score([(m, respond_all(m)) for m in moments])
    assert ours.balanced is not None
    assert ours.balanced > 0.95
    assert ours.exact > 0.95
    assert ours.false_halts == 0
    assert (mention.balanced or 1) < 0.85
    assert (everyone.balanced or 1) < 0.6
    held_out = [m for m in moments if m.held_out]
    assert (score([(m, troupe_judge(1)(m)) for m in held_out]).balanced or 0) > 0.92


def test_a_small_file_is_judged_and_a_row_a_moment_written(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "rows.jsonl"
    arguments = ["--moments", str(small), "--out", str(out), "--turns", "5", "--table"]
    assert floor.main(arguments) == 0
    printed = capsys.readouterr()
    report = json.loads(printed.out)
    assert report["moments"]["troupe"]["exact"] == 1
    assert report["moments"]["troupe"]["balanced"] == 1
    assert report["talk"]["two_copies"]["rested"]
    assert "mention only" in printed.err
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    expected = {"id": "7", "addressed": ["Oscar"], "granted": ["Oscar"], "halt": False}
    assert rows == [{**expected, "verdict": "obliged", "candidates": []}]
    assert floor.main(arguments) == 0
    assert json.loads(capsys.readouterr().out) == report


def test_the_row_of_an_uncertain_moment_names_its_candidates_in_order(tmp_path: Path) -> None:
    remark = {**SMALL, "message": {"author": "Ann", "text": "I met Ozzie in the park"}, "expect": {}}
    thanks = {**remark, "id": 8, "message": {"author": "Ann", "text": "thanks"}}
    foreign = {**remark, "id": 9, "message": {"author": "Webby", "author_kind": "webhook", "text": "Oscar, hi"}}
    out = tmp_path / "rows.json"
    path = written(tmp_path, [remark, thanks, foreign])
    assert floor.main(["--moments", str(path), "--out", str(out), "--turns", "1"]) == 0
    rows = json.loads(out.read_text(encoding="utf-8"))
    assert [row["verdict"] for row in rows] == ["ask", "nobody", "nobody"]
    assert rows[0]["candidates"] == ["Oscar", "Lisa Carter"]


def test_the_set_beyond_the_rules_is_judged_rightly_where_they_are_certain() -> None:
    moments = beyond_moments()
    assert len(moments) >= 300
    assert len({m.lang for m in moments}) >= 20
    sure = certainty([(m, troupe_judge(1)(m)) for m in moments])
    assert sure.certain >= 0.3
    assert (sure.right or 0) >= 0.95
    assert (sure.must_first_two or 0) >= 0.9


def test_a_model_needs_its_address(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert floor.main(["--moments", str(small), "--model", "any"]) == 2
    assert "--base-url" in capsys.readouterr().err


async def test_who_is_asked_plays_and_the_second_only_after_silence() -> None:
    state: dict[str, Any] = {"goals": "", "context": [], "attention": "", "emotions": ""}
    said = {"type": "TALK", "content": "In the park, in this rain?", "target": ""}
    silent: dict[str, Any] = {
        "floor": "silent",
        "actions": [{"type": "DONE", "content": "", "target": ""}],
        "state": state,
    }
    spoken: dict[str, Any] = {"floor": "speak", "actions": [said], "state": state}
    moment = told({"message": {"author": "Ann", "text": "I met Ozzie in the park"}, "expect": {}})
    judged = [(moment, troupe_judge(1)(moment))]
    async with serving(says(json.dumps(silent)), says(json.dumps(spoken))) as server:
        played = await asyncio.to_thread(play, judged, server.base_url, "any")
    assert played["7"].faults == ()
    assert played["7"].spoke == ("Lisa Carter",)
    assert played["7"].calls == 2


def test_rows_go_into_one_json_list_where_the_name_says_so(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "rows.json"
    assert floor.main(["--moments", str(small), "--out", str(out), "--turns", "1"]) == 0
    assert json.loads(out.read_text(encoding="utf-8"))[0]["id"] == "7"


BAD: list[tuple[Any, str]] = [
    ({}, "must be a list"),
    ([], "holds no moments"),
    ([SMALL, SMALL], "id"),
    ([{**SMALL, "people": []}], "people"),
    ([{**SMALL, "message": {"author": "Ann"}}], "message.text"),
    ([{**SMALL, "message": {**SMALL["message"], "author_kind": "cat"}}], "message.author_kind"),
    ([{**SMALL, "people": [{"name": "Lisa", "talkativeness": 3}]}], "talkativeness"),
    (["text"], "moment 1"),
]


@pytest.mark.parametrize(("data", "named"), BAD)
def test_bad_input_is_one_line_that_names_the_field(
    data: object, named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert floor.main(["--moments", str(written(tmp_path, data))]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert named in printed.err


def test_a_missing_file_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert floor.main(["--moments", str(tmp_path / "none.json")]) == 2
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["bot", "webhook"])
def test_a_foreign_bot_reaches_nobody(kind: str) -> None:
    verdict = troupe_judge(1)(told({"message": {"author": "X", "author_kind": kind, "text": "Oscar, stop"}}))
    assert (verdict.addressed, verdict.granted, verdict.halt) == (frozenset(), frozenset(), False)


def test_a_stop_said_before_still_holds() -> None:
    asked = {"message": {"author": "Ann", "text": "Oscar, tea?"}, "humans": ["Ann"]}
    halted = told({**asked, "history": [{"id": "1", "speaker": "Ann", "text": "stop"}]})
    hushed = told({**asked, "history": [{"id": "1", "speaker": "Ann", "text": "Oscar, be quiet"}]})
    assert troupe_judge(1)(halted).granted == frozenset()
    assert troupe_judge(1)(hushed).granted == frozenset()
    assert troupe_judge(1)(hushed).addressed == {"Oscar"}


def test_a_chat_repeats_under_its_seed_rests_and_does_not_loop() -> None:
    figures = measure(3, 0.9, 40, seed=3)
    assert figures == measure(3, 0.9, 40, seed=3)
    assert figures.rested == 1
    assert figures.loops == 0
    assert figures.duplicates == 0
    assert figures.longest_row <= 8


def test_two_copies_and_a_chatty_bot_come_to_rest() -> None:
    assert two_copies(1).rested
    chatty = chatty_bot(1)
    assert chatty.rested
    assert chatty.ours <= 8 * chatty.humans


def test_gini_is_none_when_equal_and_nears_one_when_one_has_all() -> None:
    assert gini([2, 2, 2]) == pytest.approx(0)
    assert gini([0] * 99 + [5]) == pytest.approx(0.99)
