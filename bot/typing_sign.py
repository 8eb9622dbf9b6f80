"""The typing sign while someone who was addressed thinks of an answer. Webhooks cannot type, so the bot does."""

import asyncio

from bot.rest import Limited, Lost, NotSent, Refused, Rest
from troupe.clock import Clock
from troupe.worlds.turn import Turn

SHOWN_FOR = 8.0
"""Seconds after which a sign is shown anew; Discord takes it away after ten."""


class TypingSign:
    """Shown beside the turn, never waited for; nothing is lost when it fails."""

    def __init__(self, rest: Rest, clock: Clock) -> None:
        self._rest = rest
        self._clock = clock
        self._until: dict[str, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def show(self, turn: Turn) -> None:
        """Show the sign where the turn is, if its person is expected to answer and no sign is there yet."""
        if not turn.scene.obliged or turn.scene.world.channel_id is None:
            return
        now = self._clock.monotonic()
        self._until = {place: until for place, until in self._until.items() if until > now}
        if turn.place in self._until:
            return
        self._until[turn.place] = now + SHOWN_FOR
        task = asyncio.create_task(self._post(turn.place), name=f"typing in {turn.place}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _post(self, place: str) -> None:
        try:
            await self._rest.send("POST", f"/channels/{place}/typing")
        except (Refused, Limited, NotSent, Lost):
            return
