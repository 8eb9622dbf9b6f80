"""The webhooks that people speak through: one a channel, found or made once, made anew when deleted."""

import asyncio
from collections.abc import Callable
from weakref import WeakValueDictionary

from cachetools import LRUCache
from pydantic import BaseModel, ConfigDict, SecretStr, TypeAdapter

from bot.delivery.single_request import Lost, SingleRequests

NAME = "Troupe"
WEBHOOKS_REMEMBERED = 8192
"""Beyond so many, the webhook used longest ago is asked for again. Ids are remembered for eight times as many: on
servers that name no application, they alone tell our speech from that of strangers."""


class _Maker(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str


class Webhook(BaseModel):
    """A webhook as Discord describes it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    token: SecretStr | None = None
    application_id: str | None = None
    user: _Maker | None = None


_WEBHOOK = TypeAdapter(Webhook)
_WEBHOOKS = TypeAdapter(list[Webhook])


class Webhooks:
    """A cache that asks Discord at most once at a time per channel."""

    def __init__(self, rest: SingleRequests, application_id: Callable[[], str], bot_id: Callable[[], str]) -> None:
        self._rest = rest
        self._bot_id = bot_id
        self._application_id = application_id
        self._by_channel: LRUCache[str, Webhook] = LRUCache(WEBHOOKS_REMEMBERED)
        self._finding: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._ours: LRUCache[str, bool] = LRUCache(8 * WEBHOOKS_REMEMBERED)

    def __len__(self) -> int:
        return len(self._by_channel)

    async def of(self, channel_id: str) -> Webhook:
        """Our webhook of this channel. Raises what `Rest.send` raises."""
        webhook = self._by_channel.get(channel_id)
        if webhook is not None:
            return webhook
        lock = self._finding.setdefault(channel_id, asyncio.Lock())
        async with lock:
            webhook = self._by_channel.get(channel_id)
            if webhook is None:
                webhook = await self._find(channel_id) or await self._make(channel_id)
                self._by_channel[channel_id] = webhook
                self._ours[webhook.id] = True
        return webhook

    async def that_posted(self, channel_id: str, webhook_id: str | None) -> Webhook | None:
        """Our webhook of this channel, if it has this id; none is made. Raises what `Rest.send` raises."""
        webhook = self._by_channel.get(channel_id) or await self._find(channel_id)
        return webhook if webhook is not None and webhook.id == webhook_id else None

    def forget(self, channel_id: str) -> None:
        """It is gone or has moved: look again next time."""
        self._by_channel.pop(channel_id, None)

    def owns(self, webhook_id: str, application_id: str | None) -> bool:
        """Whether messages of this webhook are ours."""
        return webhook_id in self._ours or (
            application_id is not None and application_id == self._application_id()
        )

    async def _find(self, channel_id: str) -> Webhook | None:
        answer = await self._rest.send("GET", f"/channels/{channel_id}/webhooks")
        return next((webhook for webhook in answer.read(_WEBHOOKS) if self._made_by_us(webhook)), None)

    def _made_by_us(self, webhook: Webhook) -> bool:
        """By our application or, on servers that do not tell the application, by our bot."""
        if webhook.token is None:
            return False
        if webhook.application_id is not None:
            return webhook.application_id == self._application_id()
        return webhook.user is not None and webhook.user.id == self._bot_id()

    async def _make(self, channel_id: str) -> Webhook:
        answer = await self._rest.send("POST", f"/channels/{channel_id}/webhooks", body={"name": NAME})
        webhook = answer.read(_WEBHOOK)
        if webhook.token is None:
            raise Lost("a webhook without a token")
        return webhook
