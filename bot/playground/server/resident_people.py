"""The people who live in a channel, as the playground's page shows them beside the members Discord itself knows
of."""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.playground.server.state.discord_errors import DiscordError
from bot.playground.server.state.discord_records import THREADS, DiscordChannel, DiscordUser
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
    quiet: bool = False
    """Whether they were asked to be quiet."""
    deciding_in: str | None = None
    """The channel or thread in which they were called and decide what to answer just now."""


SilenceOf = Callable[[str], Awaitable[str]]
"""Why everyone in the channel of this id is silent, in words; empty where they are not."""
LivingIn = Callable[[str], Awaitable[Sequence[ChannelResident]]]
"""The people who live in the channel of this id. Those of a thread live in its channel."""


class People:
    """Answers the page's question. Discord has no such route, and no bot is to use it."""

    def __init__(self, realm: Realm, caller: Callable[[web.Request], DiscordUser | None]) -> None:
        self.living_in: LivingIn | None = None
        self.silence_of: SilenceOf | None = None
        self._realm = realm
        self._caller = caller
        self._faces: dict[str, bytes] = {}

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/api/v10/playground/channels/{channel}/people", self._people)
        app.router.add_get("/api/v10/playground/channels/{channel}/silence", self._silence)
        app.router.add_get("/playground/faces/{digest}.png", self._face)

    async def _people(self, request: web.Request) -> web.Response:
        try:
            channel = self._asked(request)
        except DiscordError as error:
            return _answer(error.body(), error.status)
        people = await self.living_in(_home(channel)) if self.living_in is not None else ()
        return _answer([self._shown(person, str(channel.id)) for person in people], 200)

    async def _silence(self, request: web.Request) -> web.Response:
        try:
            channel = self._asked(request)
        except DiscordError as error:
            return _answer(error.body(), error.status)
        words = await self.silence_of(_home(channel)) if self.silence_of is not None else ""
        return _answer({"words": words}, 200)

    def _asked(self, request: web.Request) -> DiscordChannel:
        """The channel in question, which the caller must see. Raises DiscordError."""
        user = self._caller(request)
        if user is None:
            raise DiscordError(40001)
        channel = self._realm.channel(number(request.match_info["channel"]) or 0)
        self._realm.require(user.id, channel, 0)
        return channel

    def _shown(self, person: ChannelResident, place: str) -> Json:
        digest = hashlib.sha256(person.face).hexdigest()[:24]
        self._faces[digest] = person.face
        return {
            "name": person.name,
            "face": f"{self._realm.origin}/playground/faces/{digest}.png",
            "line": person.line,
            "about": person.about,
            "facts": [{"name": name, "value": value} for name, value in person.facts],
            "quiet": person.quiet,
            "deciding": person.deciding_in == place,
        }

    async def _face(self, request: web.Request) -> web.Response:
        face = self._faces.get(request.match_info["digest"])
        if face is None:
            raise web.HTTPNotFound
        return web.Response(body=face, content_type="image/png", headers=_FOREVER)


def _home(channel: DiscordChannel) -> str:
    """The channel whose people hear what is said here: a thread's parent."""
    return str(channel.parent_id if channel.type in THREADS else channel.id)


def _answer(body: Json, status: int) -> web.Response:
    return web.Response(status=status, body=dump(body).encode(), content_type="application/json")
