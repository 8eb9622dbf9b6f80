"""The typing sign while someone who was addressed thinks of an answer. Webhooks cannot type, so the bot does."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager

from bot.delivery.single_request import Limited, Lost, NotSent, RequestRefused, SingleRequests
from bot.waking.world_runners import Decided
from troupe.core.clock import Clock
from troupe.worlds.turn import Turn

SHOW_AFTER = 1.0
"""Seconds of thinking before the sign is shown: Discord keeps it for ten, so a quick answer is better without."""
SHOW_AGAIN = 8.0
"""Seconds after which it is shown anew."""


class TypingSign:
    """Shown beside the turns, never waited for; nothing is lost when it fails.

    Only for those who are expected to answer, and only until they have decided: others may well stay silent, and
    once it is known that they speak, their words are there before any sign.
    """

    def __init__(self, rest: SingleRequests, clock: Clock) -> None:
        self._rest = rest
        self._clock = clock
        self._deciding: dict[str, Turn] = {}

    @property
    def deciding(self) -> Mapping[str, str]:
        """Whose turns the sign is up for, or soon will be: the place of each, by the person's id."""
        return {turn.person_id: turn.place for turn in self._deciding.values()}

    @asynccontextmanager
    async def over(self, turns: Sequence[Turn]) -> AsyncGenerator[Decided]:
        """Show the sign wherever somebody among these is expected to answer, until told that they have decided."""
        thinking: dict[str, set[str]] = defaultdict(set)
        for turn in turns:
            if turn.scene.obliged:
                thinking[turn.place].add(turn.id)
                self._deciding[turn.id] = turn
        showing = {
            place: asyncio.create_task(self._show(place), name=f"typing in {place}") for place in sorted(thinking)
        }

        def decided(turn: Turn) -> None:
            self._deciding.pop(turn.id, None)
            turns = thinking[turn.place]
            turns.discard(turn.id)
            if not turns and turn.place in showing:
                showing[turn.place].cancel()

        try:
            yield decided
        finally:
            for turn in turns:
                self._deciding.pop(turn.id, None)
            for task in showing.values():
                task.cancel()
            await asyncio.gather(*showing.values(), return_exceptions=True)

    async def _show(self, place: str) -> None:
        await self._clock.sleep(SHOW_AFTER)
        while True:
            try:
                await self._rest.send("POST", f"/channels/{place}/typing")
            except (RequestRefused, Limited, NotSent, Lost):
                return
            await self._clock.sleep(SHOW_AGAIN)
