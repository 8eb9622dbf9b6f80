"""The rhythm as people type it and as it is told."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.world.rhythm_words import (
    USUAL_QUIET,
    read_every,
    read_quiet,
    read_rhythm,
    told_every,
    told_next,
    told_rhythm,
)
from troupe.core.errors import BadInput
from troupe.worlds.world import Caps, Mode, World, WorldStatus
from troupe.worlds.world_rhythm import LONGEST, Hours, Rhythm

CAPS = Caps()  # pyright: ignore[reportCallIssue]
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("30", 30),
        ("30 minutes", 30),
        ("every 30 min", 30),
        ("Every 2 hours", 120),
        ("1h30", 90),
        ("1 hour and 30 minutes", 90),
        ("1.5 hours", 90),
        ("1,5 h", 90),
        ("half an hour", 30),
        ("hourly", 60),
        ("daily", 1440),
        ("2 days", 2880),
    ],
)
def test_intervals_are_read_as_people_write_them(words: str, minutes: int) -> None:
    assert read_every(words) == minutes


@given(st.integers(5, LONGEST))
def test_an_interval_is_read_as_it_is_told(minutes: int) -> None:
    assert read_every(told_every(minutes)) == minutes


@pytest.mark.parametrize(
    "words", ["", "soon", "4 minutes", "0", "8 days", "9" * 400, "every blue moon", "-30", "30 s"]
)
def test_what_is_no_interval_is_answered_in_one_line_that_names_the_field(words: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_every(words)
    assert caught.value.field == "every"
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("22:00-08:00", time(22), time(8)),
        ("22 to 8", time(22), time(8)),
        ("10pm - 7:30am", time(22), time(7, 30)),
        ("12am–12pm", time(0), time(12)),
        ("23.30 until 24", time(23, 30), time(0)),
    ],
)
def test_quiet_hours_are_read_as_people_write_them(words: str, start: time, end: time) -> None:
    assert read_quiet(words) == Hours(start=start, end=end)


def test_no_quiet_hours() -> None:
    assert read_quiet("none") is None


@pytest.mark.parametrize("words", ["", "night", "22", "25-8", "13pm-8", "22:99-8", "8-8", "22-"])
def test_what_are_no_hours_is_answered_in_one_line_that_names_the_field(words: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_quiet(words)
    assert caught.value.field == "quiet"


def test_a_first_rhythm_leaves_the_night_in_peace() -> None:
    assert read_rhythm(None, every="30 minutes") == Rhythm(every=30, quiet=USUAL_QUIET)


def test_what_is_not_given_stays_as_it_is() -> None:
    known = Rhythm(every=30, quiet=None, per_day=5, alone=2)
    assert read_rhythm(known, per_day=9) == known.model_copy(update={"per_day": 9})
    assert read_rhythm(known, every="1 hour", rest_after=7) == known.model_copy(update={"every": 60, "alone": 7})


def test_off_is_no_rhythm() -> None:
    assert read_rhythm(Rhythm(every=30), every="Off") is None


def test_other_settings_need_an_interval_first() -> None:
    with pytest.raises(BadInput) as caught:
        read_rhythm(None, per_day=3)
    assert caught.value.field == "every"


def test_a_share_of_nothing_is_refused_by_its_name() -> None:
    with pytest.raises(BadInput, match="per_day: must be at least 1"):
        read_rhythm(None, every="30", per_day=0)
    with pytest.raises(BadInput, match="rest_after: must be at least 1"):
        read_rhythm(None, every="30", rest_after=0)


def test_the_rhythm_is_told_with_the_place_and_the_most_it_can_cost() -> None:
    told = told_rhythm(Rhythm(every=90, quiet=Hours(start=time(22), end=time(8))), CAPS, BERLIN)
    assert "every 1 hour 30 minutes" in told
    assert "not from 22:00 to 08:00 (Europe/Berlin)" in told
    assert "12 times a day" in told
    assert "48 model calls" in told
    assert "by night" in told_rhythm(Rhythm(every=90), CAPS, BERLIN)


def test_why_there_is_no_next_beat_is_told_with_the_way_out() -> None:
    world = World(tenant="t", id="w", name="w", opened_at=datetime(2026, 1, 5, 9, tzinfo=UTC))
    assert "/world rhythm" in told_next(world)
    beating = world.model_copy(update={"rhythm": Rhythm(every=30)})
    assert "someone writes" in told_next(beating)
    assert "/world mode" in told_next(beating.model_copy(update={"mode": Mode.MANUAL}))
    assert "/world resume" in told_next(beating.model_copy(update={"status": WorldStatus.STOPPED}))
    known = beating.model_copy(update={"next_beat_at": datetime(2026, 1, 5, 10, tzinfo=UTC)})
    assert told_next(known) == "<t:1767607200:f> (<t:1767607200:R>)"
