"""The typing sign while someone who was addressed thinks of an answer. Webhooks cannot type, so the bot does."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from bot.rest import Limited, Lost, NotSent, Refused, Rest
from troupe.clock import Clock
from troupe.worlds.turn import Turn

SHOW_AFTER = 1.0
"""Seconds of thinking before the sign is shown: Discord keeps it for ten, so a quick answer is better without."""
SHOW_AGAIN = 8.0
"""Seconds after which it is shown anew."""


class TypingSign:
    """Shown beside the turns, never waited for; nothing is lost when it fails."""

    def __init__(self, rest: Rest, clock: Clock) -> None:
        self._rest = rest
        self._clock = clock

    @asynccontextmanager
    async def over(self, turns: Sequence[Turn]) -> AsyncGenerator[None]:
        """Show the sign wherever somebody among these is expected to answer, while they decide."""
        places = {turn.place for turn in turns if turn.scene.obliged}
        showing = [asyncio.create_task(self._show(place), name=f"typing in {place}") for place in sorted(places)]
        try:
            yield
        finally:
            for task in showing:
                task.cancel()
            await asyncio.gather(*showing, return_exceptions=True)

    async def _show(self, place: str) -> None:
        await self._clock.sleep(SHOW_AFTER)
        while True:
            try:
                await self._rest.send("POST", f"/channels/{place}/typing")
            except (Refused, Limited, NotSent, Lost):
                return
            await self._clock.sleep(SHOW_AGAIN)
