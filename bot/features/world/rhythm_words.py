"""The rhythm in words: reading what someone types for it, and telling what it is."""

import re
from datetime import time
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from troupe.core.errors import BadInput
from troupe.worlds.world import Caps, Mode, World, WorldStatus
from troupe.worlds.world_rhythm import LONGEST, Hours, Rhythm

USUAL_QUIET = Hours(start=time(23), end=time(8))
"""The quiet hours of a rhythm for which none are named: who asks for talk wants no talk at night."""
SHORTEST = 5
"""Minutes."""
INTERVALS = ("15 minutes", "30 minutes", "1 hour", "2 hours", "4 hours", "8 hours", "1 day")
"""What is offered."""
OFF = "off"

_LENGTH = re.compile(r"(\d{1,6}(?:[.,]\d{1,6})?)\s*([a-z]*)")
_UNITS = {
    **dict.fromkeys(("", "m", "min", "mins", "minute", "minutes"), 1),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 60),
    **dict.fromkeys(("d", "day", "days"), 1440),
}
_NAMED = {"hourly": 60, "hour": 60, "half an hour": 30, "half hour": 30, "an hour": 60, "daily": 1440, "day": 1440}
_HOURS = re.compile(r"(.+?)\s*(?:-|–|—|to|until|till)\s*(.+)")
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?")
_NONE = {"none", "no", "off", "never"}


def read_rhythm(
    known: Rhythm | None,
    *,
    every: str | None = None,
    quiet: str | None = None,
    per_day: int | None = None,
    rest_after: int | None = None,
) -> Rhythm | None:
    """The rhythm that these words make of the known one; what is not given stays as it is. None is no rhythm.

    Raises BadInput, naming the field.
    """
    if every is not None and every.strip().lower() in _NONE:
        return None
    if every is None and known is None:
        raise BadInput("say how often, such as “30 minutes”", field="every")
    base = known or Rhythm(every=60, quiet=USUAL_QUIET)
    changes: dict[str, object] = {}
    if every is not None:
        changes["every"] = read_every(every)
    if quiet is not None:
        changes["quiet"] = read_quiet(quiet)
    if per_day is not None:
        changes["per_day"] = per_day
    if rest_after is not None:
        changes["alone"] = rest_after
    try:
        return Rhythm.model_validate({**dict(base), **changes})
    except ValidationError:
        wrong = "per_day" if per_day is not None and per_day < 1 else "rest_after"
        raise BadInput("must be at least 1", field=wrong) from None


def read_every(words: str) -> int:
    """Minutes, from such as `30`, `every 30 minutes`, `1h30` or `2 hours`. Raises BadInput."""
    text = words.strip().lower().removeprefix("about ").removeprefix("every ").strip()
    if text in _NAMED:
        return _NAMED[text]
    parts = _LENGTH.findall(text)
    remainder = _LENGTH.sub("", text).replace("and", "").strip(" ,")
    if not parts or remainder or any(unit not in _UNITS for _, unit in parts):
        raise BadInput(
            f"“{words}” is no length of time; say such as “30 minutes”, “2 hours” or “off”", field="every"
        )
    minutes = round(sum(float(number.replace(",", ".")) * _UNITS[unit] for number, unit in parts))
    if not SHORTEST <= minutes <= LONGEST:
        raise BadInput(f"the interval must be between {SHORTEST} minutes and 7 days, not “{words}”", field="every")
    return minutes


def read_quiet(words: str) -> Hours | None:
    """The quiet hours, from such as `22:00-08:00`, `22 to 8` or `10pm-7am`; `none` is None. Raises BadInput."""
    text = words.strip().lower()
    if text in _NONE:
        return None
    match = _HOURS.fullmatch(text)
    start, end = (_time(part) for part in match.groups()) if match else (None, None)
    if start is None or end is None:
        raise BadInput(f"“{words}” are no hours; say such as “22:00-08:00” or “none”", field="quiet")
    if start == end:
        raise BadInput(
            "quiet hours that end when they begin would never end; `every: off` ends all beats", field="quiet"
        )
    return Hours(start=start, end=end)


def told_every(minutes: int) -> str:
    """Such as `30 minutes`, `1 hour` or `1 hour 30 minutes`."""
    days, rest = divmod(minutes, 1440)
    hours, remainder = divmod(rest, 60)
    counted = ((days, "day"), (hours, "hour"), (remainder, "minute"))
    return " ".join(
        f"{number} {unit}" if number == 1 else f"{number} {unit}s" for number, unit in counted if number
    )


def told_quiet(quiet: Hours | None, zone: ZoneInfo) -> str:
    if quiet is None:
        return "by day and by night"
    return f"but not from {quiet.start:%H:%M} to {quiet.end:%H:%M} ({zone.key})"


def told_rhythm(rhythm: Rhythm, caps: Caps, zone: ZoneInfo) -> str:
    """The whole of it, with what it can cost."""
    times = "once" if rhythm.per_day == 1 else f"{rhythm.per_day} times"
    calls = rhythm.per_day * caps.calls_per_beat
    return "\n".join(
        (
            f"About every {told_every(rhythm.every)} somebody begins to talk, {told_quiet(rhythm.quiet, zone)}.",
            f"At most {times} a day: with the answers, at most {calls:,} model calls.",
            f"After {rhythm.alone} in a row without a human word they rest until someone writes.",
        )
    )


def told_next(world: World) -> str:
    """When the next beat is, or why there is none. Discord shows the time in the reader's own zone."""
    if world.rhythm is None:
        return "none: people speak when someone writes; `/world rhythm` lets them begin by themselves"
    if world.status is not WorldStatus.OPEN:
        return f"none while the world is {world.status.value}; `/world resume` wakes it"
    if world.mode is not Mode.AMBIENT:
        return f"none in mode {world.mode.value}; `/world mode` changes it to ambient"
    if world.next_beat_at is None:
        return "none until someone writes: nobody has answered them for a while"
    at = int(world.next_beat_at.timestamp())
    return f"<t:{at}:f> (<t:{at}:R>)"


def _time(told: str) -> time | None:
    match = _TIME.fullmatch(told.strip())
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    if match[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[3] == "pm" else 0)
    if hour == 24 and minute == 0:
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None
