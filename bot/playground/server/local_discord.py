"""The local Discord as one object: start it, furnish it, trouble it, look at what it was asked."""

from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.playground.model_desk import ModelDesk
from bot.playground.own_origin import is_own
from bot.playground.server.http.content_network import Cdn
from bot.playground.server.http.planned_faults import FaultKind, Faults, PlannedFault
from bot.playground.server.http.rate_limits import Limits
from bot.playground.server.http.rest_server import Exchange, RestServer
from bot.playground.server.keeping.state_keeping import Keeping
from bot.playground.server.model_orders import ModelOrders
from bot.playground.server.resident_people import LivingIn, People, SilenceOf
from bot.playground.server.seeding import Seeding
from bot.playground.server.sockets.gateway_sessions import Session
from bot.playground.server.sockets.gateway_socket import GatewayServer
from bot.playground.server.state.discord_state import Realm
from troupe.core.clock import Clock
from troupe.core.errors import TroupeError

HOST = "127.0.0.1"
BODY_LIMIT = 110 * 1024 * 1024


@web.middleware
async def _own_alone(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn away what a browser sends for a page from elsewhere."""
    if not is_own(request.headers.get("Host"), request.headers.get("Origin")):
        raise web.HTTPForbidden(text="only this server's own pages, and programs, may ask here")
    return await handler(request)


class LocalDiscord(Seeding):
    """A Discord on loopback. Furnish it with the methods of `Seeding`, before or after `start`.

    `rate_limits`: headers and 429s as Discord has them, counted by `clock`. `heartbeat_interval` and
    `identify_interval` are seconds; a connection silent for two intervals is closed, and a bot identifying
    again within `identify_interval` gets INVALID_SESSION (0: never). `observe` is called with every exchange.
    `keep_in`: a folder from which everything is read back at the start, and in which it is kept from then on;
    then it is to be furnished after the start.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        keep_in: Path | None = None,
        rate_limits: bool = True,
        heartbeat_interval: float = 41.25,
        identify_interval: float = 0.0,
        observe: Callable[[Exchange], None] | None = None,
    ) -> None:
        realm = Realm(clock)
        self._gateway = GatewayServer(
            realm, heartbeat_interval=heartbeat_interval, identify_interval=identify_interval
        )
        super().__init__(realm, self._gateway.connected)
        self._faults = Faults()
        self._rest = RestServer(realm, Limits(clock, rate_limits), self._faults, self._observed)
        self._people = People(realm, self._rest.caller)
        self._models = ModelOrders(realm, self._rest.caller)
        self._observe = observe
        self._keep_in = keep_in
        self._keeping: Keeping | None = None
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> None:
        """Listen on loopback; port 0 takes a free one. Raises OSError when the port is taken; where it is kept in
        a folder, BadInput for a damaged file and AlreadyServed while another process has the folder."""
        app = web.Application(client_max_size=BODY_LIMIT, middlewares=[_own_alone])
        app.router.add_get("/", self._gateway.handle)
        self._people.add_to(app)
        self._models.add_to(app)
        app.router.add_route("*", "/api/{path:.*}", self._rest.handle)
        Cdn(self.realm).add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, port)
        await site.start()
        [address, *_] = self._runner.addresses
        self.realm.origin = f"http://{HOST}:{address[1]}"
        if self._keep_in is not None:
            try:
                self._keeping = await Keeping.begin(self.realm, self._keep_in)
            except TroupeError:
                await self.stop()
                raise

    async def stop(self) -> None:
        """Close every connection and forget what was to happen later; the state stays."""
        self._rest.stopping.set()
        await self.realm.timers.stop()
        await self._gateway.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        if self._keeping is not None:
            await self._keeping.end()
            self._keeping = None

    async def keep(self) -> None:
        """Write down what has changed until now, where it is kept in a folder."""
        if self._keeping is not None:
            await self._keeping.write()

    async def __aenter__(self) -> Self:
        """Started on a free port."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def api_base(self) -> str:
        """What `discord.http.Route.BASE` is set to."""
        return f"{self.realm.origin}/api/v10"

    @property
    def gateway_url(self) -> str:
        """What `DiscordWebSocket.DEFAULT_GATEWAY` is set to, as a yarl.URL."""
        return self.realm.origin.replace("http", "ws", 1) + "/"

    @property
    def cdn_base(self) -> str:
        """What `discord.asset.Asset.BASE` is set to."""
        return self.realm.origin

    def tell_people(self, living_in: LivingIn | None, silence_of: SilenceOf | None = None) -> None:
        """From now on the page is told, by these, who of the simulated people lives in a channel (None: nobody),
        and why all of them are silent there."""
        self._people.living_in, self._people.silence_of = living_in, silence_of

    def tell_model(self, desk: ModelDesk | None) -> None:
        """From now on the page is told, and may order, by this, which language model plays; None: by nobody."""
        self._models.place(desk)

    # What happened

    @property
    def requests(self) -> Sequence[Exchange]:
        """The latest REST exchanges, oldest first."""
        return tuple(self._rest.requests)

    def requests_to(self, route: str) -> list[Exchange]:
        """The exchanges of one route, as "POST /channels/{channel}/messages"."""
        return [e for e in self._rest.requests if e.route == route]

    @property
    def unknown_routes(self) -> list[str]:
        """Requests that were answered 501 because there is no such route here."""
        return self._rest.unknown

    @property
    def sessions(self) -> list[Session]:
        """The gateway sessions that are connected now."""
        return self._gateway.connected()

    # Trouble

    @property
    def latency(self) -> float:
        """Seconds of the clock that every REST request waits before anything happens."""
        return self._rest.latency

    @latency.setter
    def latency(self, seconds: float) -> None:
        self._rest.latency = seconds

    def drop_gateway(self, code: int | None = None, *, token: str | None = None) -> None:
        """Close gateway connections, of one token or all; None cuts them without a close frame."""
        self._gateway.drop(code, self._owner(token))

    def invalidate_session(self, *, token: str | None = None) -> None:
        """Send INVALID_SESSION, not resumable."""
        self._gateway.invalidate(self._owner(token))

    def request_reconnect(self, *, token: str | None = None) -> None:
        """Send RECONNECT."""
        self._gateway.ask_to_reconnect(self._owner(token))

    def rate_limit_next(self, route: str, n: int = 1, retry_after: float = 0.01) -> None:
        """Answer the next `n` requests of a route with 429."""
        self._faults.plan(route, PlannedFault(FaultKind.LIMITED, retry_after=retry_after), n)

    def fail_next(self, route: str, status: int = 500, n: int = 1) -> None:
        """Answer the next `n` requests of a route with an error status, without doing anything."""
        self._faults.plan(route, PlannedFault(FaultKind.STATUS, status=status), n)

    def hang_next(self, route: str) -> None:
        """Never answer the next request of a route, without doing anything."""
        self._faults.plan(route, PlannedFault(FaultKind.HANG))

    def reset_next(self, route: str) -> None:
        """Break the connection of the next request of a route, without doing anything."""
        self._faults.plan(route, PlannedFault(FaultKind.RESET))

    def lose_next(self, route: str) -> None:
        """Do what the next request of a route asks, then break the connection instead of answering."""
        self._faults.plan(route, PlannedFault(FaultKind.LOSE))

    def _observed(self, exchange: Exchange) -> None:
        if self._keeping is not None and exchange.method != "GET":
            self._keeping.touch()
        if self._observe is not None:
            self._observe(exchange)

    def _owner(self, token: str | None) -> int | None:
        return self.realm.state.tokens[token] if token is not None else None
