"""A Discord for tests that answers as told, request by request, and remembers what it was asked."""

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import JsonValue


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    query: Mapping[str, str]
    body: dict[str, JsonValue]
    token: str | None


@dataclass(frozen=True)
class Says:
    """An answer: `reset` breaks the connection instead."""

    body: JsonValue = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    reset: bool = False


def refuses(status: int, code: int) -> Says:
    return Says({"code": code, "message": "no"}, status)


def limits(seconds: float, *, everywhere: bool = False) -> Says:
    return Says({"message": "slow down", "retry_after": seconds, "global": everywhere}, 429)


class ScriptedDiscord:
    """`script` maps "METHOD /path" to answers, given in turn; the last one is given again and again."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._script: dict[str, deque[Says]] = {}
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._answer)
        self._server = TestServer(app, host="127.0.0.1")

    async def start(self) -> str:
        """Start on loopback and return the address."""
        await self._server.start_server()
        return str(self._server.make_url("")).rstrip("/")

    async def stop(self) -> None:
        await self._server.close()

    def script(self, route: str, *answers: Says) -> None:
        self._script[route] = deque(answers)

    def requests(self, route: str) -> list[Asked]:
        """What was asked of one route."""
        return [asked for asked in self.asked if f"{asked.method} {asked.path}" == route]

    async def _answer(self, request: web.Request) -> web.Response:
        raw = await request.read()
        self.asked.append(
            Asked(
                request.method,
                request.path,
                dict(request.query),
                json.loads(raw) if raw else {},
                request.headers.get("Authorization"),
            )
        )
        answers = self._script.get(f"{request.method} {request.path}")
        if answers is None:
            return web.Response(status=501, text=f"nothing scripted for {request.method} {request.path}")
        says = answers.popleft() if len(answers) > 1 else answers[0]
        if says.reset and request.transport is not None:
            request.transport.close()
        headers = {"Content-Type": "application/json", **says.headers}
        return web.Response(status=says.status, text=json.dumps(says.body), headers=headers)
