"""A chat completions endpoint on loopback that misbehaves as told: one behaviour a request, in order."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from pydantic import JsonValue

from troupe.core.clock import ManualClock

Body = dict[str, JsonValue]
CLOSING = web.RequestKey("closing", asyncio.Event)
Behaviour = Callable[[web.Request, Body], Awaitable[web.StreamResponse]]


@dataclass
class Endpoint:
    """What was asked and what will be answered. The last behaviour goes on for ever."""

    behaviours: list[Behaviour]
    base_url: str = ""
    bodies: list[Body] = field(default_factory=list[Body])
    headers: list[Mapping[str, str]] = field(default_factory=list[Mapping[str, str]])
    closing: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: asyncio.Queue[None] = field(default_factory=asyncio.Queue[None])

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body: Body = json.loads(await request.text())
        request[CLOSING] = self.closing
        self.bodies.append(body)
        self.headers.append(dict(request.headers))
        self.arrived.put_nowait(None)
        behaviour = self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]
        return await behaviour(request, body)

    def forms(self) -> list[str]:
        """The response formats asked for, in order."""
        asked = [body.get("response_format") for body in self.bodies]
        return [str(form["type"]) if isinstance(form, dict) else "text" for form in asked]


@asynccontextmanager
async def serving(*behaviours: Behaviour) -> AsyncGenerator[Endpoint]:
    """The endpoint, on a free port of loopback."""
    endpoint = Endpoint(list(behaviours))
    application = web.Application()
    application.router.add_post("/v1/chat/completions", endpoint.handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address: tuple[str, int] = runner.addresses[0]
        endpoint.base_url = f"http://127.0.0.1:{address[1]}/v1"
        yield endpoint
    finally:
        endpoint.closing.set()
        await runner.cleanup()


class NappingClock(ManualClock):
    """A manual clock that tells how long its sleepers want to sleep."""

    def __init__(self) -> None:
        super().__init__()
        self.naps: asyncio.Queue[float] = asyncio.Queue()

    async def sleep(self, seconds: float) -> None:
        self.naps.put_nowait(seconds)
        await super().sleep(seconds)


USAGE: JsonValue = {"prompt_tokens": 100, "completion_tokens": 20, "prompt_tokens_details": {"cached_tokens": 80}}


def completion(
    content: JsonValue, *, finish: str = "stop", usage: JsonValue = USAGE, **message: JsonValue
) -> Body:
    """The body of a successful answer."""
    told: Body = {"role": "assistant", "content": content, **message}
    choices: JsonValue = [{"index": 0, "message": told, "finish_reason": finish}]
    return {"id": "c1", "object": "chat.completion", "model": "m", "choices": choices, "usage": usage}


def says(content: JsonValue, *, finish: str = "stop", usage: JsonValue = USAGE, **message: JsonValue) -> Behaviour:
    """An orderly answer with this content."""
    return answers(completion(content, finish=finish, usage=usage, **message))


def answers(body: JsonValue, status: int = 200, **headers: str) -> Behaviour:
    """Any JSON; underscores in header names stand for dashes."""
    return sends(json.dumps(body), status, "application/json", **headers)


def fails(status: int, message: str = "no", code: str | None = None, **headers: str) -> Behaviour:
    """An error body in OpenAI's form."""
    return answers({"error": {"message": message, "type": "error", "code": code}}, status, **headers)


def sends(text: str, status: int = 200, content_type: str = "text/plain", **headers: str) -> Behaviour:
    """Any text under any content type."""

    async def behave(request: web.Request, body: Body) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(text=text, status=status, content_type=content_type, headers=named)

    return behave


async def hangs_up(request: web.Request, body: Body) -> web.StreamResponse:
    """The connection is closed without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def breaks_off(request: web.Request, body: Body) -> web.StreamResponse:
    """Headers and the beginning of a body, then the connection is gone."""
    response = web.StreamResponse(headers={"Content-Length": "1000", "Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(b'{"choices": [')
    if request.transport is not None:
        request.transport.close()
    return response


async def drips(request: web.Request, body: Body) -> web.StreamResponse:
    """A body that begins and never ends, on a connection that stays open."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(b" ")
    await request[CLOSING].wait()
    return response


def unless(wrong: Callable[[Body], bool], fault: Behaviour, otherwise: Behaviour) -> Behaviour:
    """An endpoint with a rule: the fault for requests that break it, else the other behaviour."""

    async def behave(request: web.Request, body: Body) -> web.StreamResponse:
        return await (fault if wrong(body) else otherwise)(request, body)

    return behave
