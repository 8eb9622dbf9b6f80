"""The rhythm of a world: how often its people act by themselves, when they do not, and when the next time is.

A beat is one such time: one person is granted the floor, unasked. All of it is reckoned in instants; only "at
night" and "a day" mean what the clocks on the wall say, so that a change of the clocks moves neither.
"""

import random
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator

from troupe.core.frozen import Frozen

LONGEST = 7 * 24 * 60
"""Minutes between two beats at most."""


def _of_the_wall(clock: time) -> time:
    if clock.tzinfo is not None:
        raise ValueError("a time of day has no zone of its own; it is the community's")
    return clock.replace(second=0, microsecond=0, fold=0)


WallTime = Annotated[time, AfterValidator(_of_the_wall)]


class Hours(Frozen):
    """From one time of day up to another, over midnight if `end` is the earlier."""

    start: WallTime
    end: WallTime

    @model_validator(mode="after")
    def _not_all_day(self) -> "Hours":
        if self.start == self.end:
            raise ValueError("quiet hours that end when they begin would never end")
        return self

    def hold(self, clock: time) -> bool:
        """Whether clocks that tell this time stand within them."""
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


class Rhythm(Frozen):
    """About every `every` minutes, give or take the share `jitter` of them, but not in the quiet hours, at most
    `per_day` times a local day, and resting once `alone` beats in a row were followed by no human word."""

    every: int = Field(ge=5, le=LONGEST)
    jitter: float = Field(default=0.25, ge=0, le=0.9)
    quiet: Hours | None = None
    per_day: int = Field(default=12, ge=1)
    alone: int = Field(default=3, ge=1)


class Pulse(Frozen):
    """The beating of a world so far: `beats` in all, `today` of them on the local day `day`, `alone` since a human
    last spoke; `heard` is the newest thing heard when the last one came."""

    beats: int = 0
    day: date | None = None
    today: int = 0
    alone: int = 0
    heard: int | None = None

    def on(self, day: date) -> int:
        """Beats on a local day. Where clocks are put back over midnight a day comes twice; it is one day."""
        return self.today if self.day is not None and day <= self.day else 0

    def beaten(self, at: datetime, zone: ZoneInfo, heard: int) -> "Pulse":
        """With one beat more."""
        day = at.astimezone(zone).date()
        return Pulse(
            beats=self.beats + 1,
            day=max(day, self.day or day),
            today=self.on(day) + 1,
            alone=self.alone + 1,
            heard=heard,
        )


def next_beat(rhythm: Rhythm, pulse: Pulse, after: datetime, zone: ZoneInfo, seed: int) -> datetime:
    """The next beat after an instant: the same for the same arguments, always later, never in the quiet hours,
    never on a day that has had its share. `seed` is the world's."""
    draw = random.Random(f"{seed}:{pulse.beats}:every")  # noqa: S311 - to be repeated, not secret
    factor = 1 + rhythm.jitter * draw.uniform(-1, 1)
    return allowed(rhythm, pulse, after + timedelta(minutes=rhythm.every * factor), zone, seed)


def allowed(rhythm: Rhythm, pulse: Pulse, at: datetime, zone: ZoneInfo, seed: int) -> datetime:
    """The instant itself if a beat may come then; else the first at which one may, a little jittered so that not
    every world begins on the stroke."""
    at = at.astimezone(UTC)
    draw = random.Random(f"{seed}:{pulse.beats}:late")  # noqa: S311 - to be repeated, not secret
    late = timedelta(minutes=rhythm.every * rhythm.jitter * draw.random())
    day = at.astimezone(zone).date()
    if pulse.on(day) >= rhythm.per_day and pulse.day is not None:
        at = _wall(pulse.day + timedelta(days=1), time(0), zone)[-1] + late
    if rhythm.quiet is not None and _within(rhythm.quiet, at, zone):
        end = _end_of(rhythm.quiet, at, zone)
        at = end if _within(rhythm.quiet, end + late, zone) else end + late
    return at


def occasion(now: datetime, zone: ZoneInfo, last_said: datetime | None) -> str:
    """What the moment of a beat is like, such as `Monday evening, 21:40; nothing was said for 3 hours`."""
    local = now.astimezone(zone)
    words = f"{local:%A} {_part_of_day(local.hour)}, {local:%H:%M}"
    if last_said is None:
        return f"{words}; nothing was said here yet"
    return f"{words}; nothing was said for {length_in_words(now - last_said)}"


def length_in_words(length: timedelta) -> str:
    """A length of time as people tell it, such as `20 minutes` or `3 hours`."""
    minutes = max(1, round(length.total_seconds() / 60))
    if minutes < 90:
        return f"{minutes} minutes" if minutes > 1 else "a minute"
    hours = round(minutes / 60)
    return f"{hours} hours" if hours < 36 else f"{round(hours / 24)} days"


def _within(hours: Hours, at: datetime, zone: ZoneInfo) -> bool:
    return hours.hold(at.astimezone(zone).time())


def _end_of(hours: Hours, at: datetime, zone: ZoneInfo) -> datetime:
    """The first instant after `at` at which the hours have ended. A change of the clocks can swallow the only
    minute between them, so days are looked at until one has an end."""
    day = at.astimezone(zone).date()
    ends = (end for ahead in count() for end in _wall(day + timedelta(days=ahead), hours.end, zone))
    return next(end for end in ends if end > at and not _within(hours, end, zone))


def _wall(day: date, clock: time, zone: ZoneInfo) -> list[datetime]:
    """The instants at which clocks tell this, earliest first: two where they are put back over it. Where they are
    put forward over it, the instants that the clocks before and after the change would give."""
    local = datetime.combine(day, clock, tzinfo=zone)
    return sorted({local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)})


def _part_of_day(hour: int) -> str:
    if hour < 5 or hour >= 22:
        return "night"
    return "morning" if hour < 12 else "afternoon" if hour < 17 else "evening"
