"""Messages that may or may not have arrived: found again in the history, or recognised on the gateway."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import timedelta

from cachetools import LRUCache

from bot.delivery.channel_history import Found, History, snowflake_at
from bot.delivery.speech_format import Rendered, render, spoken
from bot.delivery.webhooks import Webhooks
from troupe.core.clock import Clock
from troupe.ports import Stores
from troupe.worlds.outbox import OutboxRow, Sent
from troupe.worlds.outbox.queued_row import Transport
from troupe.worlds.text.speech_parts import normalised
from troupe.worlds.world import WorldKey

SETTLED_REMEMBERED = 1024
"""Messages whose echo is still to come. One forgotten is looked for in the database."""
CLOCK_SKEW = 60.0
"""Seconds by which Discord's clock may be behind ours, when a search can only start at a time."""


class Doubts:
    """Execute Webhook has no nonce: only looking tells whether a message is there. `site` is the address that
    message links start with."""

    def __init__(
        self, history: History, webhooks: Webhooks, clock: Clock, *, site: str, bot_id: Callable[[], str]
    ) -> None:
        self._history = history
        self._webhooks = webhooks
        self._clock = clock
        self._site = site
        self._bot_id = bot_id
        self._settled: LRUCache[str, bool] = LRUCache(SETTLED_REMEMBERED)

    async def look_for(self, stores: Stores, row: OutboxRow) -> Sent | None:
        """The message that this row became, if it is there and is not another row's. None means: send it.

        Raises what `Rest.send` raises.
        """
        if not row.facets.transport.makes_message:  # done twice is done once
            return None
        # Of what is shown out of turn, what stood before it in the queue may have arrived behind it.
        start = None if row.facets.out_of_turn else row.after_message
        if start is None:
            begun = (row.marked_at or self._clock.now()) - timedelta(seconds=CLOCK_SKEW)
            start = str(snowflake_at(begun))
        for message in await self._history.after(row.place, start):
            if self._is(row, message) and not await stores.outbox.bound(message.id):
                return Sent(message_id=message.id, webhook_id=message.webhook_id)
        return None

    def ours(self, message: Found) -> bool:
        """Whether the bot or one of our webhooks posted it."""
        return message.author.id == self._bot_id() or self._by_our_webhook(message)

    def _by_our_webhook(self, message: Found) -> bool:
        return message.webhook_id is not None and self._webhooks.owns(message.webhook_id, message.application_id)

    @contextmanager
    def settling(self, message_id: str) -> Generator[None]:
        """This process settles the row that became this message: its echo has nothing left to tell, unless that
        fails."""
        self._settled[message_id] = True
        try:
            yield
        except BaseException:
            self._settled.pop(message_id, None)
            raise

    async def echo(self, stores: Stores, place: str, message: Found) -> WorldKey | None:
        """A message of our own, seen on the gateway or in the history, settles the row it is."""
        if message.id in self._settled:
            return None
        words = spoken(Rendered(username=message.author.username, content=message.content))
        if message.author.id == self._bot_id():  # the answer to a command: it shows a question
            words = Rendered(username="", content=message.content)
        world_id = await stores.outbox.echo(
            message.webhook_id or "", words.username, words.content, place, message.id
        )
        return WorldKey(stores.tenant, world_id) if world_id is not None else None

    def _is(self, row: OutboxRow, message: Found) -> bool:
        expected = render(row, self._site)
        if normalised(message.content) != normalised(expected.content):
            return False
        if row.facets.transport is Transport.WEBHOOK:
            return self._by_our_webhook(message) and message.author.username == expected.username
        # The answer to a command is the bot's, and bears the id of a webhook.
        as_itself = message.webhook_id is None or row.facets.out_of_turn
        return message.author.id == self._bot_id() and as_itself
