"""The rhythm: beats that keep their distance, the night, the day's share and the clocks on the wall."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from troupe.worlds.world_rhythm import Hours, Pulse, Rhythm, allowed, next_beat, occasion

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "America/Havana", "America/St_Johns", "America/Sao_Paulo",
    "Africa/Cairo", "Asia/Beirut", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham",
    "Antarctica/Troll", "Africa/Casablanca",
)  # fmt: skip
"""With changes of the clocks at midnight, by half an hour, by two hours, over the date line and twice a year."""
NIGHT = Hours(start=time(22), end=time(8))


def rhythm(every: int = 30, jitter: float = 0.25, quiet: Hours | None = None, per_day: int = 12) -> Rhythm:
    return Rhythm(every=every, jitter=jitter, quiet=quiet, per_day=per_day)


def beats(of: Rhythm, start: datetime, zone: ZoneInfo, count: int, seed: int = 1) -> list[datetime]:
    """So many beats, one after the other."""
    pulse, at, found = Pulse(), start, list[datetime]()
    for _ in range(count):
        at = next_beat(of, pulse, at, zone, seed)
        pulse = pulse.beaten(at, zone, 0)
        found.append(at)
    return found


def utc(*told: int) -> datetime:
    return datetime(*told, tzinfo=UTC)  # pyright: ignore[reportArgumentType, reportCallIssue]


wall_times = st.times(max_value=time(23, 59)).map(lambda t: t.replace(second=0, microsecond=0))
quiet_hours = st.none() | st.tuples(wall_times, wall_times).filter(lambda h: h[0] != h[1]).map(
    lambda h: Hours(start=h[0], end=h[1])
)
rhythms = st.builds(
    rhythm,
    every=st.sampled_from((5, 7, 30, 60, 600, 1440, 10_080)),
    jitter=st.sampled_from((0.0, 0.25, 0.9)),
    quiet=quiet_hours,
    per_day=st.sampled_from((1, 2, 5, 300)),
)
starts = st.integers(0, 23 * 365 * 1440).map(lambda minutes: utc(2005, 1, 1) + timedelta(minutes=minutes))


@given(rhythms, starts, st.sampled_from(ZONES), st.integers(0, 3))
@example(rhythm(30, 0.9, Hours(start=time(2, 45), end=time(2, 30))), utc(2026, 3, 28, 23), ZONES[1], 1)
@example(rhythm(5, 0.0, Hours(start=time(22), end=time(2, 15))), utc(2026, 10, 24, 22), ZONES[1], 1)
@example(rhythm(600, 0.25, None, 1), utc(2011, 12, 29, 12), "Pacific/Apia", 1)
@example(rhythm(5, 0.0, None, 2), utc(2010, 11, 7, 2, 20), "America/St_Johns", 1)
def test_beats_keep_every_promise_in_every_zone(of: Rhythm, start: datetime, name: str, seed: int) -> None:
    zone = ZoneInfo(name)
    found = beats(of, start, zone, 8, seed)
    assert found == beats(of, start, zone, 8, seed)
    least = timedelta(minutes=of.every * (1 - of.jitter)) - timedelta(seconds=1)
    assert all(after - before >= least for before, after in pairwise([start, *found]))
    for at in found:
        assert at.tzinfo is UTC
        assert of.quiet is None or not of.quiet.hold(at.astimezone(zone).time())
    days = [at.astimezone(zone).date() for at in found]
    assert all(days.count(day) <= of.per_day for day in days)


@given(rhythms, starts, st.sampled_from(ZONES))
def test_a_beat_that_may_come_is_not_moved_and_one_that_may_not_comes_soon(
    of: Rhythm, at: datetime, name: str
) -> None:
    zone = ZoneInfo(name)
    moved = allowed(of, Pulse(), at, zone, 1)
    assert allowed(of, Pulse(), moved, zone, 1) == moved
    assert (moved == at) == (of.quiet is None or not of.quiet.hold(at.astimezone(zone).time()))
    assert moved - at <= timedelta(hours=50) + timedelta(minutes=of.every)


@given(st.integers(0, 1000))
def test_jitter_is_around_the_interval_and_differs_from_world_to_world(seed: int) -> None:
    start = datetime(2026, 1, 5, 9, tzinfo=UTC)
    (at,) = beats(rhythm(60, 0.5), start, BERLIN, 1, seed)
    assert timedelta(minutes=30) <= at - start <= timedelta(minutes=90)
    (other,) = beats(rhythm(60, 0.5), start, BERLIN, 1, seed + 1)
    assert other != at


def test_the_night_is_the_local_one() -> None:
    start = datetime(2026, 7, 1, 19, 50, tzinfo=UTC)  # 21:50 in Berlin
    (at,) = beats(rhythm(30, 0.0, NIGHT), start, BERLIN, 1)
    assert at == datetime(2026, 7, 2, 6, tzinfo=UTC)
    (in_utc,) = beats(rhythm(30, 0.0, NIGHT), start, ZoneInfo("UTC"), 1)
    assert in_utc == datetime(2026, 7, 1, 20, 20, tzinfo=UTC)


def test_the_share_of_a_day_ends_at_local_midnight() -> None:
    start = datetime(2026, 7, 1, 10, tzinfo=UTC)
    found = beats(rhythm(60, 0.0, per_day=2), start, BERLIN, 3)
    assert found[2] == datetime(2026, 7, 1, 22, tzinfo=UTC)


def test_a_quiet_hour_that_ends_in_the_gap_ends_with_the_gap() -> None:
    """On 29 March 2026 Berlin has no 02:30: the clocks go from 02:00 to 03:00."""
    quiet = Hours(start=time(22), end=time(2, 30))
    at = allowed(rhythm(30, 0.0, quiet), Pulse(), datetime(2026, 3, 28, 23, tzinfo=UTC), BERLIN, 1)
    assert at.astimezone(BERLIN).time() == time(3, 30)


def test_a_quiet_hour_comes_again_where_clocks_are_put_back_over_it() -> None:
    """On 25 October 2026 Berlin has 02:00 to 03:00 twice."""
    quiet = Hours(start=time(22), end=time(2, 15))
    first = allowed(rhythm(5, 0.0, quiet), Pulse(), datetime(2026, 10, 24, 23, tzinfo=UTC), BERLIN, 1)
    assert first == datetime(2026, 10, 25, 0, 15, tzinfo=UTC)
    second = allowed(rhythm(5, 0.0, quiet), Pulse(), datetime(2026, 10, 25, 1, tzinfo=UTC), BERLIN, 1)
    assert second == datetime(2026, 10, 25, 1, 15, tzinfo=UTC)


@given(starts, st.sampled_from(ZONES))
def test_a_day_that_comes_twice_has_one_share(at: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    pulse = Pulse().beaten(at, zone, 0)
    day = at.astimezone(zone).date()
    assert pulse.day == day
    assert pulse.on(day) == pulse.on(day - timedelta(days=1)) == 1
    assert pulse.on(day + timedelta(days=1)) == 0


def test_a_pulse_counts_by_local_days() -> None:
    pulse = Pulse()
    for hour in (20, 21, 22):
        pulse = pulse.beaten(datetime(2026, 7, 1, hour, tzinfo=UTC), BERLIN, hour)
    assert pulse == Pulse(beats=3, day=date(2026, 7, 2), today=1, alone=3, heard=22)


@pytest.mark.parametrize(
    ("quiet_for", "told"),
    [
        (timedelta(seconds=20), "a minute"),
        (timedelta(minutes=45), "45 minutes"),
        (timedelta(hours=3), "3 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_the_occasion_tells_the_local_time_and_the_silence(quiet_for: timedelta, told: str) -> None:
    now = datetime(2026, 1, 5, 20, 40, tzinfo=UTC)
    assert occasion(now, BERLIN, now - quiet_for) == f"Monday evening, 21:40; nothing was said for {told}"
    assert occasion(now, BERLIN, None) == "Monday evening, 21:40; nothing was said here yet"


def test_quiet_hours_all_day_and_times_with_a_zone_are_refused() -> None:
    with pytest.raises(ValidationError, match="never end"):
        Hours(start=time(8), end=time(8, 0, 30))
    with pytest.raises(ValidationError, match="no zone"):
        Hours(start=time(8, tzinfo=UTC), end=time(9))
