"""Waiting for an endpoint: how long to pause, and what Retry-After says."""

import math
import random
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

ATTEMPTS = 6
"""Requests made for one answer before giving up on an endpoint that is busy or broken."""

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 8.0


def pause(misses: int, rng: random.Random) -> float:
    """Seconds to wait after so many failed attempts (from 1): doubling, at most LONGEST_PAUSE, of which the upper
    half is drawn, so that many waiting at once do not come back at once."""
    full = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (misses - 1))
    return full * (0.5 + 0.5 * rng.random())


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds the endpoint asks us to wait, from `retry-after-ms` or `retry-after` (seconds or an HTTP date,
    RFC 9110 §10.2.3). None if it does not say, or says nonsense. Header names are in lower case."""
    if (milliseconds := _number(headers.get("retry-after-ms"))) is not None:
        return max(0.0, milliseconds / 1000)
    value = headers.get("retry-after")
    if (seconds := _number(value)) is not None:
        return max(0.0, seconds)
    if value is None:
        return None
    try:
        due = parsedate_to_datetime(value)
    except ValueError:
        return None
    if due.tzinfo is None:
        due = due.replace(tzinfo=UTC)
    return max(0.0, (due - now).total_seconds())


def _number(text: str | None) -> float | None:
    try:
        value = float(text) if text is not None else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None
