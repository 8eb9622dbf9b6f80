"""The REST side: from an HTTP request to a route and back, with faults, authentication and rate limits."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import unquote

from aiohttp import web
from aiohttp.web_request import FileField

from bot.playground.server.http.planned_faults import FaultKind, Faults, PlannedFault
from bot.playground.server.http.rate_limits import EXECUTE, Limits, LimitVerdict, refusal
from bot.playground.server.payloads.uploaded_files import Upload
from bot.playground.server.routes import channel_routes as channels
from bot.playground.server.routes import command_routes as commands
from bot.playground.server.routes import emoji_routes as emojis
from bot.playground.server.routes import guild_routes as guilds
from bot.playground.server.routes import interaction_routes as interactions
from bot.playground.server.routes import message_routes as messages
from bot.playground.server.routes import reaction_routes as reactions
from bot.playground.server.routes import search_routes as searching
from bot.playground.server.routes import thread_routes as threads
from bot.playground.server.routes import user_routes as users
from bot.playground.server.routes import webhook_routes as webhooks
from bot.playground.server.routes.route_call import Answered, RouteCall, ServerRoute
from bot.playground.server.state.discord_errors import DiscordError, unauthorized
from bot.playground.server.state.discord_records import DiscordUser
from bot.playground.server.state.discord_state import Realm
from bot.playground.server.state.json_wire import Json, dump, load, number

ROUTES: tuple[ServerRoute, ...] = (
    *users.ROUTES,
    *guilds.ROUTES,
    *channels.ROUTES,
    *messages.ROUTES,
    *reactions.ROUTES,
    *searching.ROUTES,
    *threads.ROUTES,
    *webhooks.ROUTES,
    *interactions.ROUTES,
    *commands.ROUTES,
    *emojis.ROUTES,
)
REMEMBERED = 10_000
VIA = {"Via": "1.1 local"}
_UNLIMITED = ("/interactions",)


@dataclass(frozen=True)
class Exchange:
    """A request and its answer, for tests to look at. `template` is the route, as "/channels/{channel}"."""

    method: str
    template: str
    path: str
    query: Mapping[str, str]
    body: Json
    status: int
    answer: Json
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    user_id: int | None = None

    @property
    def route(self) -> str:
        return f"{self.method} {self.template}"


class RestServer:
    """Answers everything under /api. Requests are recorded in `requests`, unknown routes in `unknown`."""

    def __init__(self, realm: Realm, limits: Limits, faults: Faults, observe: Callable[[Exchange], None]) -> None:
        self._realm = realm
        self._limits = limits
        self._faults = faults
        self._observe = observe
        self.latency = 0.0
        self.requests: deque[Exchange] = deque(maxlen=REMEMBERED)
        self.unknown: list[str] = []
        self.stopping = asyncio.Event()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if self.latency:
            await self._realm.clock.sleep(self.latency)
        parts = [unquote(p) for p in request.rel_url.raw_path.split("/") if p][1:]
        if parts and parts[0] in ("v10", "v9"):
            parts = parts[1:]
        pair = match(request.method, parts)
        if pair is None:
            return self._unknown(request, parts)
        route, path = pair
        fault = self._faults.take(route.name)
        if fault is not None and fault.kind in (FaultKind.HANG, FaultKind.RESET):
            return await self._broken(request, fault)
        body, uploads, verdict, answer = await self._answer(request, route, path, fault)
        self._record(request, route, parts, body, uploads, verdict, answer)
        if fault is not None and fault.kind is FaultKind.LOSE:
            return await self._broken(request, fault)
        return _response(answer, verdict.headers if verdict.from_edge else {**verdict.headers, **VIA})

    async def _answer(
        self, request: web.Request, route: ServerRoute, path: Mapping[str, str], fault: PlannedFault | None
    ) -> tuple[Json, tuple[Upload, ...], LimitVerdict, Answered]:
        caller, is_known = self._caller(request)
        body, uploads, problem = await _read(request, lenient=caller is not None and not caller.bot)
        verdict = self._verdict(request, route, path, caller, fault)
        if verdict.refused is not None:
            return body, uploads, verdict, Answered(verdict.refused, 429)
        if fault is not None and fault.kind is FaultKind.STATUS:
            return body, uploads, verdict, Answered({"message": "Internal Server Error", "code": 0}, fault.status)
        if not is_known or (caller is None and not route.open):
            return body, uploads, verdict, Answered(unauthorized(), 401)
        if problem is not None:
            return body, uploads, verdict, Answered(problem.body(), problem.status)
        call = RouteCall(self._realm, path, dict(request.query), body, uploads, caller)
        return body, uploads, verdict, perform(route, call)

    def _caller(self, request: web.Request) -> tuple[DiscordUser | None, bool]:
        """The caller of a request, and whether the token, if any, is one of ours. Bots must say that they are."""
        header = request.headers.get("Authorization")
        if header is None:
            return None, True
        token = header.removeprefix("Bot ")
        user = self._realm.state.users.get(self._realm.state.tokens.get(token, 0))
        if user is None or user.bot != header.startswith("Bot "):
            return None, False
        return user, True

    def caller(self, request: web.Request) -> DiscordUser | None:
        """The caller's account; None without a token, or with one that is none of ours."""
        return self._caller(request)[0]

    def _verdict(
        self,
        request: web.Request,
        route: ServerRoute,
        path: Mapping[str, str],
        caller: DiscordUser | None,
        fault: PlannedFault | None,
    ) -> LimitVerdict:
        if fault is not None and fault.kind is FaultKind.LIMITED:
            return refusal(fault.retry_after, {"X-RateLimit-Scope": "user"})
        if caller is not None and not caller.bot:
            return LimitVerdict({})
        if route.template.startswith(_UNLIMITED):
            return LimitVerdict({})
        if number(path.get("webhook")) in self._realm.state.applications:
            return LimitVerdict({})
        channel = None
        if route.name == EXECUTE:
            webhook = self._realm.state.webhooks.get(number(path["webhook"]) or 0)
            channel = webhook.channel_id if webhook else None
        token = request.headers.get("Authorization")
        return self._limits.ask(route.name, path, token, channel)

    async def _broken(self, request: web.Request, fault: PlannedFault) -> web.StreamResponse:
        """Leave the client without an answer."""
        if fault.kind is FaultKind.HANG:
            await self.stopping.wait()
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)

    def _unknown(self, request: web.Request, parts: list[str]) -> web.Response:
        name = f"{request.method} /{'/'.join(parts)}"
        self.unknown.append(name)
        message = f"This local Discord has no route {name}"
        return _response(Answered({"message": message, "code": 0, "route": name}, 501), VIA)

    def _record(
        self,
        request: web.Request,
        route: ServerRoute,
        parts: list[str],
        body: Json,
        uploads: tuple[Upload, ...],
        verdict: LimitVerdict,
        answer: Answered,
    ) -> None:
        self._limits.note(answer.status)
        caller, _ = self._caller(request)
        exchange = Exchange(
            request.method,
            route.template,
            "/" + "/".join(parts),
            dict(request.query),
            body,
            answer.status,
            answer.body,
            verdict.headers,
            caller.id if caller else None,
        )
        self.requests.append(exchange)
        self._observe(exchange)


def perform(route: ServerRoute, call: RouteCall) -> Answered:
    """Run a route; what Discord would refuse becomes its error answer."""
    try:
        result = route.handle(call)
    except DiscordError as error:
        return Answered(error.body(), error.status)
    if isinstance(result, Answered):
        return result
    return Answered(result, 204 if result is None else route.status)


def match(method: str, parts: list[str]) -> tuple[ServerRoute, Mapping[str, str]] | None:
    """The route of a path; fixed words win over names in braces, in the order the routes are listed."""
    for route, shape in _SHAPES.get((method, len(parts)), ()):
        values: dict[str, str] = {}
        for pattern, part in zip(shape, parts, strict=True):
            if pattern.startswith("{"):
                values[pattern[1:-1]] = part
            elif pattern != part:
                break
        else:
            return route, values
    return None


def _shapes() -> dict[tuple[str, int], list[tuple[ServerRoute, list[str]]]]:
    shapes: dict[tuple[str, int], list[tuple[ServerRoute, list[str]]]] = {}
    for route in ROUTES:
        shape = [p for p in route.template.split("/") if p]
        shapes.setdefault((route.method, len(shape)), []).append((route, shape))
    return shapes


_SHAPES = _shapes()


async def _read(request: web.Request, *, lenient: bool) -> tuple[Json, tuple[Upload, ...], DiscordError | None]:
    """The body as JSON and files, or why it cannot be read."""
    try:
        if request.content_type == "multipart/form-data":
            return await _read_form(request, lenient=lenient)
        raw = await request.read()
        if not raw:
            return None, (), None
        return load(raw), (), None
    except web.HTTPRequestEntityTooLarge:
        return None, (), DiscordError(40005)
    except ValueError:
        return None, (), DiscordError(50109)


async def _read_form(
    request: web.Request, *, lenient: bool
) -> tuple[Json, tuple[Upload, ...], DiscordError | None]:
    """`lenient`: field names of browsers' clients may be percent-encoded; Discord does not read those of bots."""
    body: Json = {}
    uploads: list[Upload] = []
    for key, value in (await request.post()).items():
        name = unquote(key) if lenient else key
        if isinstance(value, FileField):
            digits = name.removeprefix("files[").removesuffix("]")
            content = value.file.read()
            uploads.append(Upload(number(digits) or 0, value.filename, content, value.content_type))
        elif name == "payload_json":
            body = load(cast("str | bytes", value))
    return body, tuple(uploads), None


def _response(answer: Answered, headers: Mapping[str, str]) -> web.Response:
    """Content-Type exactly application/json: discord.py takes anything else for plain text."""
    if answer.status == 204:
        return web.Response(status=204, headers=headers)
    body = dump(answer.body).encode()
    return web.Response(status=answer.status, body=body, headers={**headers, "Content-Type": "application/json"})
