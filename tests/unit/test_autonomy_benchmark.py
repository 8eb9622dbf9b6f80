"""The benchmark of autonomous talk: what it counts, that it repeats itself, and that talk keeps its limits."""

from pathlib import Path

import pytest

from benchmarks.autonomy import main, measure
from benchmarks.autonomy_measures import exact_duplicates, near_duplicates, pair_monopolies
from troupe.worlds.world import Caps

CALLS_PER_BEAT = Caps().calls_per_beat  # pyright: ignore[reportCallIssue]


def test_word_for_word_repetitions_are_counted_within_their_window() -> None:
    lines = [("a", "I saw a fox."), ("b", "i saw a FOX"), ("a", "Well."), ("a", "So?"), ("b", "I saw a fox!")]
    assert exact_duplicates(lines) == 2
    assert exact_duplicates(lines, within=2) == 1


def test_lines_that_are_alike_are_counted_unless_they_are_the_same_or_short() -> None:
    first = ("a", "I have never seen a fox in this town before.")
    assert near_duplicates([first, ("b", "Yes, I have never seen a fox in this town before.")]) == 1
    assert near_duplicates([first, first]) == 0
    assert near_duplicates([first, ("b", "A fox is what I saw.")]) == 0
    assert near_duplicates([("a", "yes, very true"), ("b", "yes, very true indeed")]) == 0
    far = [(f"p{n}", f"line {n} tells of thing {n}") for n in range(5)]
    assert (
        near_duplicates([first, *far, ("b", "Yes, I have never seen a fox in this town before.")], within=3) == 0
    )


def test_two_who_leave_the_others_out_are_counted_by_windows() -> None:
    pair = [(who, "x") for who in "ab"] * 20
    assert pair_monopolies(pair, window=10) == 4
    assert pair_monopolies([(who, "x") for who in "abc"] * 10, window=10) == 0


async def test_a_talk_repeats_itself_exactly_and_keeps_its_limits(tmp_path: Path) -> None:
    first, talk = await measure(tmp_path, 40, 4, 7)
    (tmp_path / "autonomy.sqlite3").unlink()
    again, same = await measure(tmp_path, 40, 4, 7)
    assert talk == same
    assert first.gini_turns == again.gini_turns
    assert first.turns >= 40
    assert not first.stalled
    assert first.exceptions == 0
    assert first.longest_stretch <= CALLS_PER_BEAT * 3
    assert first.loops == 0
    assert 0 < first.lines <= len(talk)
    assert first.beats <= first.turns <= first.beats * CALLS_PER_BEAT


def test_bad_input_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--people", "0"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
