"""The times that a question names ("last Tuesday", "12 July 2023", "im Mai"), as spans of the clock.

The runs of words that may be such an expression are cut out here, since a date parser sees dates in every second
sentence; `dateparser` tells what a run means, in the languages it knows. It is loaded when one is first found.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from troupe.core.kept_words import keeping_words
from troupe.core.word_tokens import fold
from troupe.memory.line_terms import word_lists

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

_LANGUAGES = ["en", "de", "fr", "es", "it", "nl"]
"""Those of the words in `memory_words.toml`; each further one makes the parser slower."""
_LONGEST = 6
"""Words of an expression at most."""
_TOKEN = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """From `start` until before `end`."""

    start: datetime
    end: datetime


def time_spans(text: str, now: datetime) -> tuple[TimeSpan, ...]:
    """The spans of time named in a text, as seen from now; what has no year is in the past."""
    today = now.replace(hour=12, minute=0, second=0, microsecond=0)
    spans = (_span(run, today) for run in _runs(text))
    return tuple(span for span in spans if span is not None)


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    """Rows of words that may stand in an expression of time, with one that makes it such."""
    anchors, beside, weak = _words("anchors"), _words("beside"), _words("weak")
    run: list[str] = []
    for word in (*_TOKEN.findall(text), ""):
        key = fold(word)
        if word and (word.isdigit() or key in anchors or key in beside):
            run.append(word)
            continue
        keys = {fold(each) for each in run} & anchors
        if keys - weak or (keys and len(run) > 1) or any(_year(each) for each in run):
            yield tuple(run[:_LONGEST])
        run = []


@keeping_words(256)
def _span(run: tuple[str, ...], today: datetime) -> TimeSpan | None:
    """The span of the longest end of a run that means a time."""
    for start in range(min(3, len(run))):
        words = run[start:]
        if len(words) == 1 and _year(words[0]):
            return TimeSpan(*_calendar(today.replace(year=int(words[0]), month=1, day=1), "year"))
        data = _parser(today).get_date_data(" ".join(words))
        if data.date_obj is not None:
            return TimeSpan(*_calendar(data.date_obj.replace(tzinfo=today.tzinfo), str(data.period)))
    return None


def _calendar(moment: datetime, period: str) -> tuple[datetime, datetime]:
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if period == "year":
        start = day.replace(month=1, day=1)
        return start, start.replace(year=start.year + 1)
    if period == "month":
        start = day.replace(day=1)
        return start, (start + timedelta(days=32)).replace(day=1)
    if period == "week":
        start = day - timedelta(days=day.weekday())
        return start, start + timedelta(days=7)
    return day, day + timedelta(days=1)


@lru_cache(maxsize=4)
def _parser(today: datetime) -> "DateDataParser":
    from dateparser.date import DateDataParser  # late: it takes a third of a second to load

    settings = {"RELATIVE_BASE": today.replace(tzinfo=None), "PREFER_DATES_FROM": "past"}
    return DateDataParser(languages=_LANGUAGES, settings=settings)


def _year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word[:2] in ("19", "20")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(word_lists()["dates"][name].split())
