"""The members who are typing, by world, and until when they are waited for."""

from datetime import datetime, timedelta

from cachetools import TTLCache

from troupe.core.clock import Clock

WORLDS = 4096
"""Worlds in which typists are remembered; beyond that, the one typed in longest ago is forgotten."""
LONGEST = timedelta(minutes=10)
"""The memory of a world in which nobody typed for so long goes, whatever its people wait for."""


class Typists:
    """The members who type, by world. Most never send anything: each is forgotten once their time is over."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: TTLCache[str, dict[str, datetime]] = TTLCache(
            WORLDS, LONGEST.total_seconds(), clock.monotonic
        )

    def __len__(self) -> int:
        return sum(len(typists) for typists in self._until.values())

    def began(self, world_id: str, user_id: str, until: datetime) -> None:
        """Somebody types, and is waited for until then."""
        self._until[world_id] = {**self._waited_for(world_id), user_id: until}

    def sent(self, world_id: str, user_id: str) -> datetime | None:
        """Somebody has sent their message. Returns until when the world still waits for others (now, if there are
        none); None if nobody knew that they were typing."""
        if user_id not in self._until.get(world_id, {}):
            return None
        deadlines = {user: until for user, until in self._waited_for(world_id).items() if user != user_id}
        if deadlines:
            self._until[world_id] = deadlines
        else:
            self._until.pop(world_id, None)
        return max(deadlines.values(), default=self._clock.now())

    def _waited_for(self, world_id: str) -> dict[str, datetime]:
        now = self._clock.now()
        return {user: until for user, until in self._until.get(world_id, {}).items() if until > now}
