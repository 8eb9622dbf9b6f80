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
MORE: web.RequestKey["asyncio.Queue[bytes]"] = web.RequestKey("more", asyncio.Queue)
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
    left: asyncio.Event = field(default_factory=asyncio.Event)
    more: asyncio.Queue[bytes] = field(default_factory=asyncio.Queue[bytes])

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body: Body = json.loads(await request.text())
        request[CLOSING], request[MORE] = self.closing, self.more
        self.bodies.append(body)
        self.headers.append(dict(request.headers))
        self.arrived.put_nowait(None)
        behaviour = self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]
        try:
            return await behaviour(request, body)
        except (asyncio.CancelledError, ConnectionError):
            self.left.set()
            raise

    def forms(self) -> list[str]:
        """The response formats asked for, in order."""
        asked = [body.get("response_format") for body in self.bodies]
        return [str(form["type"]) if isinstance(form, dict) else "text" for form in asked]


@asynccontextmanager
async def serving(
    *behaviours: Behaviour, pages: Mapping[str, JsonValue] | None = None
) -> AsyncGenerator[Endpoint]:
    """The endpoint, on a free port of loopback. `pages` are what it says of itself, by path."""
    endpoint = Endpoint(list(behaviours))
    application = web.Application()
    application.router.add_post("/v1/chat/completions", endpoint.handle)
    for path, page in (pages or {}).items():
        application.router.add_get(path, _page(page))
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.0, handler_cancellation=True)
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


def _page(page: JsonValue) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def show(_request: web.Request) -> web.StreamResponse:
        return web.json_response(page)

    return show


def listing(*models: str) -> JsonValue:
    """What `/v1/models` says."""
    return {"object": "list", "data": [{"id": model, "object": "model"} for model in models]}


def event(delta: Body | None = None, finish: str | None = None, **rest: JsonValue) -> bytes:
    """One event of a stream; without a delta, one without choices."""
    choice: JsonValue = {"index": 0, "delta": delta, "finish_reason": finish}
    body: Body = {"id": "c1", "model": "m", "choices": [] if delta is None else [choice], **rest}
    return f"data: {json.dumps(body, ensure_ascii=False)}\n\n".encode()


def written(text: str, *, finish: str = "stop", usage: JsonValue = USAGE, **rest: JsonValue) -> bytes:
    """The bytes of a whole stream that writes this text in two pieces."""
    half = len(text) // 2
    first = event({"role": "assistant", "content": None}) + event({"content": text[:half]})
    last = event({"content": text[half:]}) + event({}, finish) + event(None, None, usage=usage, **rest)
    return first + last + b"data: [DONE]\n\n"


def streams(*pieces: bytes) -> Behaviour:
    """These pieces, and then those that the test puts into `more`, until it puts an empty one or we close."""

    async def behave(request: web.Request, body: Body) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        await response.prepare(request)
        for piece in pieces:
            await response.write(piece)
        while not pieces or pieces[-1] != b"":
            if not (piece := await request[MORE].get()):
                break
            await response.write(piece)
        return response

    return behave


def flows(stream: bytes) -> Behaviour:
    """A stream that comes whole, with its end."""
    return streams(stream, b"")


def when_streamed(streamed: Behaviour, otherwise: Behaviour) -> Behaviour:
    """One thing for requests that ask for a stream, another for those that do not."""
    return unless(lambda body: body.get("stream") is True, streamed, otherwise)
