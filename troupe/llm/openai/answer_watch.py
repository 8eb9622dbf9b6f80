"""The watch over one call: what has come of its answer so far, and until when its silence is borne."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

from troupe.core.clock import Clock
from troupe.llm.openai.endpoint_pace import LONGEST, EndpointPace

Result = TypeVar("Result")


@dataclass(slots=True)
class AnswerWatch:
    """Times are of the clock's monotonic scale. `limit` is what whoever runs us allows a call, retries included;
    without one the pace of the endpoint decides, and each sign of life puts the end off.

    `text` is the longest that any attempt has written, since a stream that broke off must not lose it.
    """

    clock: Clock
    pace: EndpointPace
    tokens_in: int
    max_tokens: int
    limit: float | None
    began: float = field(init=False)
    due: float = field(init=False)
    first: float | None = field(init=False, default=None)
    text: str = field(init=False, default="")
    _attempt: str = field(init=False, default="")

    def __post_init__(self) -> None:
        self.began = self.clock.monotonic()
        self.due = self.began + (self.limit or self.pace.first_token(self.tokens_in, self.max_tokens))

    @property
    def elapsed(self) -> float:
        return self.clock.monotonic() - self.began

    def attempt(self) -> None:
        """A request is made: nothing has come of this one."""
        self.first, self._attempt = None, ""
        self._put_off(self.pace.first_token(self.tokens_in, self.max_tokens))

    def sign(self) -> None:
        """Something has come, were it only a comment that keeps the connection open."""
        if self.first is None:
            self._put_off(self.pace.first_token(self.tokens_in, self.max_tokens))
        else:
            self._put_off(self.pace.pause(self.tokens_in))

    def wrote(self, text: str) -> None:
        """A piece of the answer, or of the thoughts before it, which have no text."""
        if self.first is None:
            self.first = self.clock.monotonic()
        self._attempt += text
        if len(self._attempt) > len(self.text):
            self.text = self._attempt
        self.sign()

    def _put_off(self, seconds: float) -> None:
        if self.limit is None:
            self.due = min(self.began + LONGEST, max(self.due, self.clock.monotonic() + seconds))


async def watched(watch: AnswerWatch, work: Coroutine[Any, Any, Result]) -> Result:
    """The result of the work, if it is there before the watch is over; else it is cancelled and TimeoutError
    raised. The event loop's own timers are not asked, so tests decide what time it is."""
    task = asyncio.ensure_future(work)
    try:
        while not task.done():
            rest = watch.due - watch.clock.monotonic()
            if rest <= 0:
                raise TimeoutError
            timer = asyncio.ensure_future(watch.clock.sleep(rest))
            try:
                await asyncio.wait({task, timer}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                timer.cancel()
        return task.result()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
