"""Discord's ids: 42 bits of milliseconds since 2015, then a counter, made from the clock that is given."""

from datetime import UTC, datetime, timedelta

from troupe.core.clock import Clock

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)


class Snowflakes:
    """Strictly rising ids, even within a millisecond and when the clock stands still."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        """A fresh id for the present moment."""
        milliseconds = (self._clock.now() - EPOCH) // timedelta(milliseconds=1)
        self._last = max(milliseconds << 22, self._last + 1)
        return self._last

    def continue_after(self, snowflake: int) -> None:
        """Make only ids higher than this one, whatever the clock says."""
        self._last = max(self._last, snowflake)


def moment_of(snowflake: int) -> datetime:
    """The moment when the thing with this id was made."""
    return EPOCH + timedelta(milliseconds=snowflake >> 22)
