"""The member's websocket side: identify, heartbeat, dispatches in order, and coming back after a drop."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

import aiohttp

from bot.playground.page.client.page_http import Wire, WireError
from bot.playground.page.state.page_events import Event, Link, LinkChanged, Ready, parse
from bot.playground.page.state.page_payloads import Payload
from troupe.core.clock import Clock

logger = logging.getLogger(__name__)

ALL_INTENTS = 53608447
FIRST_WAIT = 0.3
LONGEST_WAIT = 5.0
AUTHENTICATION_FAILED = 4004


class _Frame(Payload):
    op: int
    t: str | None = None
    s: int | None = None
    d: dict[str, object] | bool | int | str | None = None


class _Hello(Payload):
    heartbeat_interval: float


class GatewayRefused(Exception):
    """The token is not one of a member; trying again would not help."""


class PageGateway:
    """A connection that is kept up until cancelled. `hear` is awaited for each event, one after the other."""

    def __init__(self, wire: Wire, token: str, clock: Clock, hear: Callable[[Event], Awaitable[None]]) -> None:
        self._wire = wire
        self._token = token
        self._clock = clock
        self._hear = hear
        self._last_sequence: int | None = None
        self._wait = FIRST_WAIT

    async def run(self) -> None:
        """Stay connected. A fresh identify each time: what was missed is read from the history over HTTP."""
        while True:
            try:
                await self._live_once()
            except GatewayRefused as error:
                await self._hear(LinkChanged(Link.REFUSED, str(error)))
                return
            except (WireError, aiohttp.ClientError, TimeoutError, ConnectionError, ValueError) as error:
                logger.info("the gateway connection ended: %s", error)
            await self._hear(LinkChanged(Link.RECONNECTING))
            await self._clock.sleep(self._wait)
            self._wait = min(LONGEST_WAIT, self._wait * 2)

    async def _live_once(self) -> None:
        url = await self._wire.gateway()
        async with self._wire.http.ws_connect(f"{url}?v=10&encoding=json", max_msg_size=0) as socket:
            hello = _Hello.model_validate(_Frame.model_validate_json(await socket.receive_str()).d)
            self._last_sequence = None
            beating = asyncio.create_task(self._beat(socket, hello.heartbeat_interval / 1000))
            try:
                await self._identify(socket)
                await self._listen(socket)
            finally:
                beating.cancel()
                with suppress(asyncio.CancelledError):
                    await beating
            if socket.close_code == AUTHENTICATION_FAILED:
                raise GatewayRefused("The local Discord does not know this member's token.")

    async def _identify(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        properties = {"os": "playground", "browser": "playground", "device": "playground"}
        payload = {"token": self._token, "properties": properties, "intents": ALL_INTENTS}
        await socket.send_json({"op": 2, "d": payload})

    async def _beat(self, socket: aiohttp.ClientWebSocketResponse, interval: float) -> None:
        while not socket.closed:
            await self._clock.sleep(interval)
            with suppress(ConnectionError):
                await socket.send_json({"op": 1, "d": self._last_sequence})

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for message in socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                continue
            frame = _Frame.model_validate(json.loads(message.data))
            match frame.op:
                case 0:
                    self._last_sequence = frame.s
                    await self._dispatch(frame)
                case 1:
                    await socket.send_json({"op": 1, "d": self._last_sequence})
                case 7 | 9:
                    await socket.close()
                case _:
                    pass

    async def _dispatch(self, frame: _Frame) -> None:
        if frame.t is None or not isinstance(frame.d, dict):
            return
        try:
            event = parse(frame.t, frame.d, self._clock.now())
        except ValueError as error:
            logger.warning("an event the page cannot read: %s", error)
            return
        if event is None:
            return
        await self._hear(event)
        if isinstance(event, Ready):
            self._wait = FIRST_WAIT
            await self._hear(LinkChanged(Link.READY))
