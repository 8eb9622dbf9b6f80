"""The language model that plays, as the playground's page is told of it, and the page's orders to change it.

Discord has nothing of the kind, and no bot is to use it. An order carries a key, so it is taken from the page's
process alone: with the token of someone who runs the guild, and never from a web page, which sends an Origin.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from bot.playground.model_desk import EndpointChoice, ModelChoice, ModelDesk
from bot.playground.server.state import permission_bits as perm
from bot.playground.server.state.discord_errors import DiscordError, unauthorized
from bot.playground.server.state.discord_records import DiscordUser
from bot.playground.server.state.discord_state import GatewayEvent, Realm
from bot.playground.server.state.json_wire import Payload, dump

EVENT = "PLAYGROUND_MODEL"
"""The gateway's event for the members of the guild: who plays has changed."""
ROOT = "/api/v10/playground/model"

Body = TypeVar("Body", bound=BaseModel)
Act = Callable[[ModelDesk, web.Request], Awaitable[BaseModel]]


class _Refusal(Exception):
    """A request that is not answered, with what is told instead."""

    def __init__(self, status: int, body: Payload) -> None:
        self.status = status
        self.body = body
        super().__init__(str(status))


class ModelOrders:
    """Answers the page for as long as there is a desk."""

    def __init__(self, realm: Realm, caller: Callable[[web.Request], DiscordUser | None]) -> None:
        self._realm = realm
        self._caller = caller
        self._desk: ModelDesk | None = None

    def place(self, desk: ModelDesk | None) -> None:
        """Hand orders to this desk from now on; None: to nobody."""
        self._desk = desk
        if desk is not None:
            self._tell(desk)

    def add_to(self, app: web.Application) -> None:
        app.router.add_get(ROOT, self._route(_playing, 0))
        app.router.add_get(f"{ROOT}/counter", self._route(_counter, perm.MANAGE_GUILD))
        app.router.add_post(f"{ROOT}/list", self._route(_list, perm.MANAGE_GUILD))
        app.router.add_post(f"{ROOT}/try", self._route(_try, perm.MANAGE_GUILD))
        app.router.add_post(f"{ROOT}/give-up", self._route(_give_up, perm.MANAGE_GUILD))
        app.router.add_delete(ROOT, self._route(_stand_in, perm.MANAGE_GUILD))

    def _route(self, act: Act, needed: int) -> Callable[[web.Request], Awaitable[web.Response]]:
        """The handler of an act that needs these rights in the guild. A change of who plays is told to all."""

        async def handle(request: web.Request) -> web.Response:
            try:
                desk = self._desk_for(request, needed)
                before = desk.playing()
                answer = await act(desk, request)
            except _Refusal as refusal:
                return _response(dump(refusal.body), refusal.status)
            if desk.playing() != before:
                self._tell(desk)
            return _response(answer.model_dump_json())

        return handle

    def _desk_for(self, request: web.Request, needed: int) -> ModelDesk:
        if "Origin" in request.headers:
            raise _Refusal(403, {"message": "no web page may ask here", "code": 0})
        user = self._caller(request)
        if user is None or user.bot:
            raise _Refusal(401, unauthorized())
        if self._desk is None:
            raise _Refusal(409, {"message": "The bot is still starting. Try again in a moment.", "code": 0})
        try:
            self._realm.require_in_guild(user.id, self._realm.guild(int(self._desk.guild_id)), needed)
        except DiscordError as error:
            raise _Refusal(error.status, error.body()) from None
        return self._desk

    def _tell(self, desk: ModelDesk) -> None:
        """Tell the members who plays."""
        guild = self._realm.guild(int(desk.guild_id))
        humans = frozenset(member for member in guild.members if not self._realm.user(member).bot)
        payload: Payload = desk.playing().model_dump(mode="json")
        self._realm.publish(GatewayEvent(EVENT, payload, guild_id=guild.id, only=humans))


async def _playing(desk: ModelDesk, _request: web.Request) -> BaseModel:
    return desk.playing()


async def _counter(desk: ModelDesk, _request: web.Request) -> BaseModel:
    return await desk.counter()


async def _list(desk: ModelDesk, request: web.Request) -> BaseModel:
    return await desk.models_at(await _body(request, EndpointChoice))


async def _try(desk: ModelDesk, request: web.Request) -> BaseModel:
    return await desk.try_out(await _body(request, ModelChoice))


async def _give_up(desk: ModelDesk, _request: web.Request) -> BaseModel:
    return await desk.give_up()


async def _stand_in(desk: ModelDesk, _request: web.Request) -> BaseModel:
    return await desk.stand_in()


async def _body(request: web.Request, kind: type[Body]) -> Body:
    """The order. One that cannot be read is refused without repeating any of it."""
    try:
        return kind.model_validate_json(await request.read())
    except ValidationError as error:
        places = ", ".join(sorted({str(fault["loc"][0]) for fault in error.errors() if fault["loc"]}))
        raise _Refusal(400, {"message": f"That cannot be read: {places or 'no order'}.", "code": 50035}) from None


def _response(body: str, status: int = 200) -> web.Response:
    return web.Response(status=status, body=body.encode(), content_type="application/json")
