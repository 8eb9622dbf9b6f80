"""Who lives in a channel: what the playground's page shows beside the members Discord itself knows of."""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.playground.server.state.discord_errors import DiscordError, unauthorized
from bot.playground.server.state.discord_records import THREADS, DiscordUser
from bot.playground.server.state.discord_state import Realm
from bot.playground.server.state.json_wire import Json, dump, number

_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@dataclass(frozen=True)
class ChannelResident:
    """A simulated person, as a card shows one; `face` is a PNG, `facts` are headings with what is under them."""

    name: str
    line: str
    about: str
    facts: tuple[tuple[str, str], ...]
    face: bytes


LivingIn = Callable[[str], Awaitable[Sequence[ChannelResident]]]
"""The people who live in the channel of this id. Those of a thread live in its channel."""


class People:
    """Answers the page's question. Discord has no such route, and no bot is to use it."""

    def __init__(self, realm: Realm, caller: Callable[[web.Request], DiscordUser | None]) -> None:
        self.living_in: LivingIn | None = None
        self._realm = realm
        self._caller = caller
        self._faces: dict[str, bytes] = {}

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/api/v10/playground/channels/{channel}/people", self._people)
        app.router.add_get("/playground/faces/{digest}.png", self._face)

    async def _people(self, request: web.Request) -> web.Response:
        user = self._caller(request)
        if user is None:
            return _answer(unauthorized(), 401)
        try:
            channel = self._realm.channel(number(request.match_info["channel"]) or 0)
            self._realm.require(user.id, channel, 0)
        except DiscordError as error:
            return _answer(error.body(), error.status)
        home = channel.parent_id if channel.type in THREADS else channel.id
        people = await self.living_in(str(home)) if self.living_in is not None else ()
        return _answer([self._shown(person) for person in people], 200)

    def _shown(self, person: ChannelResident) -> Json:
        digest = hashlib.sha256(person.face).hexdigest()[:24]
        self._faces[digest] = person.face
        return {
            "name": person.name,
            "face": f"{self._realm.origin}/playground/faces/{digest}.png",
            "line": person.line,
            "about": person.about,
            "facts": [{"name": name, "value": value} for name, value in person.facts],
        }

    async def _face(self, request: web.Request) -> web.Response:
        face = self._faces.get(request.match_info["digest"])
        if face is None:
            raise web.HTTPNotFound
        return web.Response(body=face, content_type="image/png", headers=_FOREVER)


def _answer(body: Json, status: int) -> web.Response:
    return web.Response(status=status, body=dump(body).encode(), content_type="application/json")
