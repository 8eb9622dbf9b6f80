"""The speed of an endpoint, learnt from its own answers, and how long its silence is borne because of it."""

from collections import deque
from dataclasses import dataclass, field
from statistics import median

MARGIN = 3.0
"""How many times longer than expected an answer may take."""
SHORTEST = 60.0
"""Seconds that every answer is given, however fast the endpoint has been."""
LONGEST = 1_800.0
"""Seconds after which any call is given up, even one that still writes."""
FIRST_NEAR = 900.0
"""Seconds for the first token of an endpoint on this machine or in this network, of which nothing is known yet: a
processor alone may read the prompt of a turn for ten minutes."""
FIRST_FAR = 120.0
"""The same of an endpoint elsewhere."""
USUAL_LENGTH = 1_000
"""Tokens. Where an answer is not streamed, one that may be longer may take longer in proportion."""
_REMEMBERED = 64
_LATEST = 8
_ENOUGH_READ = 200
_ENOUGH_WRITTEN = 5
_SLOW = 5.0
"""Seconds. A short prompt tells nothing of the speed of reading, since the way to the endpoint takes longer;
unless it took as long as this."""


@dataclass(frozen=True, slots=True)
class AnswerTiming:
    """One answer: tokens of the prompt that came from no cache and the seconds it took to read them, the tokens
    written and the seconds they took, the seconds of the whole, and whether it came in pieces. `silence` is how
    long nothing came at first, a wait for a free place included, and `prompt` the tokens of the whole prompt."""

    read: int
    reading: float
    written: int
    writing: float
    whole: float
    streamed: bool
    prompt: int
    silence: float


def _recent() -> "deque[float]":
    return deque(maxlen=_REMEMBERED)


@dataclass(slots=True)
class EndpointPace:
    """The pace of an endpoint: what its latest answers say about the next one. `near`: it is on this machine or in
    this network.

    Expectations go by the middle of the latest, limits by the slowest of many, since a prompt that came from a
    cache (which not every endpoint tells) says nothing about one that does not.
    """

    near: bool
    streams: bool | None = None
    _reading: "deque[float]" = field(default_factory=_recent)
    _breaking_silence: "deque[float]" = field(default_factory=_recent)
    _writing: "deque[float]" = field(default_factory=_recent)
    _whole: "deque[float]" = field(default_factory=_recent)
    _lengths: dict[int, "deque[float]"] = field(default_factory=dict[int, "deque[float]"])

    @property
    def usual_seconds(self) -> float | None:
        """Seconds that the latest answers took, the middle of them."""
        return _usual(self._whole) if self._whole else None

    @property
    def reading_speed(self) -> float | None:
        """Tokens of a prompt that the latest answers were read at in a second; None if nothing is known."""
        return _usual(self._reading) if self._reading else None

    def add(self, timing: AnswerTiming, max_tokens: int) -> None:
        """Learn from an answer that came to its end."""
        self.streams = timing.streamed
        self._whole.append(timing.whole)
        if timing.reading > 0 and timing.read > 0 and (timing.read >= _ENOUGH_READ or timing.reading >= _SLOW):
            speed = timing.read / timing.reading
            self._reading.append(speed)
            # Who waited in a queue behind others was read no slower, but was silent for longer.
            self._breaking_silence.append(min(speed, timing.prompt / max(timing.silence, timing.reading)))
        if timing.writing > 0 and timing.written >= _ENOUGH_WRITTEN:
            self._writing.append(timing.written / timing.writing)
        self._lengths.setdefault(max_tokens, _recent()).append(timing.written)

    def waited(self, tokens_in: int, seconds: float) -> None:
        """Learn from silence: nothing came for so long, so the prompt is read no faster than that. Of an endpoint
        elsewhere silence says nothing, since it has no reason to be that slow."""
        if self.near and seconds > 0:
            self._reading.append(tokens_in / seconds)
            self._breaking_silence.append(tokens_in / seconds)

    def expected(self, tokens_in: int, max_tokens: int) -> float | None:
        """Seconds that an answer is likely to take, if all of the prompt has to be read; None if nothing is
        known."""
        if not self._reading or not self._writing:
            return None
        lengths = self._lengths.get(max_tokens)
        written = _usual(lengths) if lengths else max_tokens
        return tokens_in / _usual(self._reading) + written / _usual(self._writing)

    def first_token(self, tokens_in: int, max_tokens: int) -> float:
        """Seconds of silence that are borne before the first token; before the whole answer where the endpoint is
        not known to stream."""
        known = bool(self._reading)
        seconds = (
            MARGIN * tokens_in / min(self._breaking_silence) if known else FIRST_NEAR if self.near else FIRST_FAR
        )
        if not self.streams:
            by_speed = MARGIN * max_tokens / min(self._writing) if self._writing else 0.0
            by_length = SHORTEST * max_tokens / USUAL_LENGTH
            seconds += max(by_speed, by_length if not known or max_tokens > USUAL_LENGTH else 0.0)
        return min(LONGEST, max(SHORTEST, seconds))

    def pause(self, tokens_in: int) -> float:
        """Seconds of silence that are borne in mid-answer: a local server may read another's prompt meanwhile."""
        return self.first_token(tokens_in, 0) if self.streams else FIRST_FAR

    def whole(self, tokens_in: int, max_tokens: int) -> float:
        """Seconds that one call is given while it shows no more than the speed that is known."""
        writing = MARGIN * max_tokens / min(self._writing) if self._writing else 0.0
        return min(LONGEST, self.first_token(tokens_in, max_tokens) + (writing if self.streams else 0.0))


def _usual(seen: "deque[float]") -> float:
    """The middle of the latest."""
    return median(list(seen)[-_LATEST:])
