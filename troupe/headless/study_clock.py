"""The clock of a headless study: nine in the morning and a minute a move, so that a study carried out again on the
same day, or gone on with on another, asks the same."""

from datetime import UTC, datetime, timedelta

from troupe.core.clock import Clock

BEGIN = 9
"""The hour (UTC) at which every study begins for those who take part."""


def morning(now: datetime) -> datetime:
    """When a study of this day begins."""
    return now.astimezone(UTC).replace(hour=BEGIN, minute=0, second=0, microsecond=0)


class StudyClock:
    """Time stands still but for the moves of a session: prompts tell the time, and a run that goes on after its
    process died must ask what it asked before. It never passes midnight (UTC), so that a study's whole cost stands
    on one day of the ledger. Waiting takes `real` time."""

    def __init__(self, start: datetime, real: Clock) -> None:
        self._start = start.astimezone(UTC)
        self.real = real
        self._moves = 0

    @property
    def moves(self) -> int:
        """How many moves were made in the present session."""
        return self._moves

    def at_move(self, moves: int) -> None:
        """So many moves were made in the present session."""
        self._moves = moves

    def now(self) -> datetime:
        last = self._start.replace(hour=23, minute=59)
        return min(self._start + timedelta(minutes=self._moves), last)

    def monotonic(self) -> float:
        return self.real.monotonic()

    async def sleep(self, seconds: float) -> None:
        await self.real.sleep(seconds)
