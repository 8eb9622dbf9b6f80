"""Posting one outbox row: which request it becomes. One call is one attempt, never repeated here."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import assert_never
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, JsonValue, TypeAdapter

from bot.delivery.notice_buttons import buttons
from bot.delivery.refusals import GONE
from bot.delivery.single_request import Limited, Lost, RequestAnswer, RequestRefused, SingleRequests
from bot.delivery.speech_format import render
from bot.delivery.webhook_pacing import Pacing
from bot.delivery.webhooks import Webhook, Webhooks
from troupe.worlds.outbox import OutboxRow, Sent
from troupe.worlds.outbox.queued_row import Transport

Faces = Callable[[OutboxRow], Awaitable[str | None]]
"""Gives the address of the picture of whoever speaks in a row, None when there is none (yet)."""

_NOTHING_THERE = RequestAnswer(status=404, body=None)
"""The answer as good as a yes where there is nothing to be changed or deleted."""
NO_PINGS: dict[str, JsonValue] = {"parse": []}


class _Posted(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str


_POSTED = TypeAdapter(_Posted)


class SendingRoute:
    """The way that a row goes out: the lane it is paced in and, for speech, its webhook."""

    def __init__(self, lane: str, webhook: Webhook | None = None) -> None:
        self.lane = lane
        self.webhook = webhook


class Sending:
    """Turns rows into requests. `site` is the address that message links start with."""

    def __init__(
        self, rest: SingleRequests, webhooks: Webhooks, pacing: Pacing, *, site: str, faces: Faces | None
    ) -> None:
        self._rest = rest
        self._webhooks = webhooks
        self._pacing = pacing
        self.site = site
        self._faces = faces

    async def route(self, row: OutboxRow) -> SendingRoute:
        """Find the way, asking Discord for the webhook if it is not known. Raises what `Rest.send` raises."""
        match row.facets.transport:
            case Transport.WEBHOOK:
                webhook = await self._webhooks.of(row.channel_id)
                return SendingRoute(f"webhook {webhook.id}", webhook)
            case Transport.MESSAGE:
                return SendingRoute(f"posts {row.place}")
            case Transport.REACTION:
                return SendingRoute(f"reactions {row.place}")
            case Transport.PIN:
                return SendingRoute(f"pins {row.place}")
            case Transport.EDIT:
                poster = None if row.webhook_id is None else await self._poster(row)
                return SendingRoute(f"edits {row.place}", poster)
            case Transport.DELETION:
                return SendingRoute(f"deletions {row.place}", await self._poster(row))
            case _:
                assert_never(row.facets.transport)

    async def face(self, row: OutboxRow) -> str | None:
        """The picture of who speaks."""
        if row.facets.transport is not Transport.WEBHOOK or self._faces is None:
            return None
        return await self._faces(row)

    async def post(self, row: OutboxRow, route: SendingRoute, face: str | None) -> Sent:
        """Make the one request. Raises what `Rest.send` raises, and keeps the lane at rest as Discord asks."""
        try:
            answer = await self._request(row, route.webhook, face)
        except Limited as limit:
            if limit.everywhere:
                self._pacing.rest_all(limit.retry_after)
            else:
                self._pacing.rest(route.lane, limit.retry_after)
            raise
        self._pacing.rest(route.lane, answer.rest_after)
        return _sent(row, route, answer)

    async def _request(self, row: OutboxRow, webhook: Webhook | None, face: str | None) -> RequestAnswer:
        match row.facets.transport:
            case Transport.WEBHOOK:
                return await self._speak(row, webhook or await self._webhooks.of(row.channel_id), face)
            case Transport.MESSAGE:
                return await self._announce(row)
            case Transport.REACTION:
                return await self._react(row)
            case Transport.PIN:
                return await self._pin(row)
            case Transport.EDIT:
                return await self._take_buttons(row, webhook)
            case Transport.DELETION:
                return await self._remove(row, webhook)
            case _:
                assert_never(row.facets.transport)

    async def _speak(self, row: OutboxRow, webhook: Webhook, face: str | None) -> RequestAnswer:
        rendered = render(row, self.site)
        body: dict[str, JsonValue] = {
            "content": rendered.content,
            "username": rendered.username,
            "allowed_mentions": NO_PINGS,
        }
        if face is not None:
            body["avatar_url"] = face
        if row.offers:
            body["components"] = buttons(row.offers)  # the webhook is ours, so that they answer
        query = {"wait": "true"}
        if row.place != row.channel_id:
            query["thread_id"] = row.place
        token = webhook.token.get_secret_value() if webhook.token is not None else ""
        path = f"/webhooks/{webhook.id}/{token}"
        return await self._rest.send("POST", path, query=query, body=body, as_bot=False)

    async def _announce(self, row: OutboxRow) -> RequestAnswer:
        body: dict[str, JsonValue] = {
            "content": row.text,
            "allowed_mentions": NO_PINGS,
            "nonce": nonce(row.id),
            "enforce_nonce": True,
        }
        if row.offers:
            body["components"] = buttons(row.offers)
        return await self._rest.send("POST", f"/channels/{row.place}/messages", body=body)

    async def _react(self, row: OutboxRow) -> RequestAnswer:
        emoji = quote(row.text.strip("<>").removeprefix("a:").removeprefix(":"), safe="")
        path = f"/channels/{row.place}/messages/{row.target_message}/reactions/{emoji}/@me"
        return await self._rest.send("PUT", path)

    async def _pin(self, row: OutboxRow) -> RequestAnswer:
        return await self._rest.send("PUT", f"/channels/{row.place}/messages/pins/{row.target_message}")

    async def _take_buttons(self, row: OutboxRow, webhook: Webhook | None) -> RequestAnswer:
        """Leave a message of the bot's, or of its webhook, without buttons. One that never arrived, or is gone,
        has none; nor can one be changed whose webhook is gone."""
        if row.target_message is None:
            return _NOTHING_THERE
        body: dict[str, JsonValue] = {"components": []}
        try:
            if row.webhook_id is None:
                path = f"/channels/{row.place}/messages/{row.target_message}"
                return await self._rest.send("PATCH", path, body=body)
            if webhook is None or webhook.token is None:
                return _NOTHING_THERE
            path, query = _of_webhook(row, webhook)
            return await self._rest.send("PATCH", path, query=query, body=body, as_bot=False)
        except RequestRefused as refusal:
            if refusal.code in GONE:
                return _NOTHING_THERE
            raise

    async def _poster(self, row: OutboxRow) -> Webhook | None:
        """The webhook that posted a message, which may delete it without a permission of ours; None if it is not
        to be had (any more)."""
        try:
            return await self._webhooks.that_posted(row.channel_id, row.webhook_id)
        except RequestRefused:
            return None

    async def _remove(self, row: OutboxRow, webhook: Webhook | None) -> RequestAnswer:
        """Delete a message; one that is gone already is deleted."""
        try:
            if webhook is None or webhook.token is None:
                return await self._rest.send("DELETE", f"/channels/{row.place}/messages/{row.target_message}")
            path, query = _of_webhook(row, webhook)
            return await self._rest.send("DELETE", path, query=query, as_bot=False)
        except RequestRefused as refusal:
            if refusal.code in GONE:
                return _NOTHING_THERE
            raise


def _of_webhook(row: OutboxRow, webhook: Webhook) -> tuple[str, dict[str, str] | None]:
    """The path to the message of a row that a webhook posted, and its query."""
    token = webhook.token.get_secret_value() if webhook.token is not None else ""
    query = {"thread_id": row.place} if row.place != row.channel_id else None
    return f"/webhooks/{webhook.id}/{token}/messages/{row.target_message}", query


def nonce(row_id: str) -> str:
    """The row's id within the 25 characters that Discord takes."""
    return hashlib.sha256(row_id.encode()).hexdigest()[:24]


def _sent(row: OutboxRow, route: SendingRoute, answer: RequestAnswer) -> Sent:
    """A yes to a post says which message it became; without that it may be anything."""
    if not row.facets.transport.makes_message:
        return Sent(message_id=row.target_message or "")
    if answer.body is None:
        raise Lost("an answer without the message")
    posted = answer.read(_POSTED)
    return Sent(message_id=posted.id, webhook_id=route.webhook.id if route.webhook else None)
