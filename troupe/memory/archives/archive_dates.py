"""The dates of lines in archives, in each form that the tools write them."""

import re
from datetime import UTC, datetime, timedelta

_MILLISECONDS = 10**11
"""From here on a number of seconds would lie thousands of years ahead: it counts milliseconds."""
_STAMP = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\s*@\s*(\d{1,2})h\s*(\d{1,2})m\s*(?:(\d{1,2})s)?")
_ENGLISH = ("%B %d, %Y %I:%M%p", "%b %d, %Y %I:%M%p", "%B %d, %Y %I:%M %p", "%d %B %Y %H:%M")


def archive_date(value: object) -> datetime | None:
    """The instant: of seconds or milliseconds, ISO 8601, `2023-06-25 @10h 14m 33s` or `June 25, 2023 10:14am`.
    One without a zone is taken for UTC. None where it is none of these."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _of_number(float(value))
    if not isinstance(value, str) or not (text := " ".join(value.split())):
        return None
    if text.isdigit():
        return _of_number(float(text))
    try:
        return _aware(datetime.fromisoformat(text))
    except ValueError:
        return _of_stamp(text) or _of_words(text)


def _of_number(number: float) -> datetime | None:
    seconds = number / 1000 if number >= _MILLISECONDS else number
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _of_stamp(text: str) -> datetime | None:
    match = _STAMP.search(text)
    if match is None:
        return None
    numbers = [int(part or 0) for part in match.groups()]
    try:
        return datetime(*numbers[:6], tzinfo=UTC)  # pyright: ignore[reportArgumentType]
    except ValueError:
        return None


def _of_words(text: str) -> datetime | None:
    for form in _ENGLISH:
        try:
            return datetime.strptime(text.upper().replace("A.M.", "AM").replace("P.M.", "PM"), form).replace(
                tzinfo=UTC
            )
        except ValueError:
            continue
    return None


def _aware(value: datetime) -> datetime:
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class DateLine:
    """The dates of lines one after the other: one without a date comes a second after the line before it, and none
    lies in the future."""

    def __init__(self, start: datetime | None, now: datetime) -> None:
        self._now = now
        self._at = min(start, now) if start is not None else now - timedelta(days=1)

    def next(self, value: object) -> datetime:
        at = archive_date(value)
        self._at = min(at, self._now) if at is not None else min(self._at + timedelta(seconds=1), self._now)
        return self._at
