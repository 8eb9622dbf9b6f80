"""The whole bot on real sockets against the local Discord: a guild, a channel, a human with their own client."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from pydantic import JsonValue, SecretStr

from bot.app.app import App, build_app
from bot.environment.settings import Settings
from bot.playground.server import Exchange, LocalDiscord, Privileged
from bot.playground.server.seeding import BOT_PERMISSIONS
from troupe.core.clock import ManualClock, settle
from troupe.core.ids import seeded_ids
from troupe.llm.scripted_model import Scripted, ScriptedReply
from troupe.people.library.library import ref_of
from troupe.people.persona.persona import Persona
from troupe.ports import NewWorld, Stores
from troupe.worlds.world import World

GUARD = 20.0
"""Seconds after which a test that waits for something that never comes fails. No test waits for time to pass."""

EXECUTE = "POST /webhooks/{webhook}/{token}"
PEOPLE = (Persona(name="Lisa Carter", talkativeness=0.0), Persona(name="Oscar Mora", talkativeness=0.0))
SILENT: ScriptedReply = {"floor": "silent", "actions": [], "reason": "Nothing to add."}
_BEGINNINGS, _ENDINGS = (
    ("mar", "tor", "bel", "sin", "kal", "dor", "fen", "gil", "hob"),
    ("ina", "aldo", "ette", "usia", "on"),
)
_NAMES = [f"{beginning}{ending}".title() for beginning in _BEGINNINGS for ending in _ENDINGS]
LONG_STORY = [
    f"This is sentence number {number} of a long story about {name}, whom {name}sson met at {name[::-1].title()}."
    for number, name in enumerate(_NAMES[:38])
]
"""A speech that takes two messages, and does not go round as a model does that is stuck."""


def says(text: str) -> dict[str, JsonValue]:
    """The reply of a person who speaks."""
    return {"floor": "speak", "actions": [{"type": "TALK", "content": text}]}


class Stage:
    """Everything a flow test touches. `llm` plays the people while `gate` is set; `clock` moves only when told."""

    app: App
    world: World
    _http: aiohttp.ClientSession

    def __init__(
        self,
        *,
        clock: ManualClock,
        database_url: str = "sqlite://",
        permissions: int = BOT_PERMISSIONS,
        privileged: Iterable[Privileged] = tuple(Privileged),
        identify_interval: float = 0.0,
    ) -> None:
        self.clock = clock
        self.gate = asyncio.Event()
        self.gate.set()
        self.llm = Scripted(otherwise=SILENT, gate=self.gate)
        self._database_url = database_url
        self._happened = asyncio.Event()
        self.discord = LocalDiscord(clock, observe=self._observe, identify_interval=identify_interval)
        self.guild = self.discord.create_guild("Guild")
        self.channel = self.discord.create_text_channel(self.guild, "kitchen")
        self.you = self.discord.create_member("Ana", owner=True)
        self.bot_token = self.discord.create_bot("Troupe", permissions=permissions, privileged=privileged)
        self._apps = 0

    async def raise_curtain(self) -> None:
        """Start the local Discord, open a world with two people, start the bot and wait until it is ready."""
        await self.build()
        await self.app.start()
        await self.ready()

    async def build(self) -> None:
        """As much of that as needs no bot on Discord."""
        await self.discord.start()
        self._http = aiohttp.ClientSession()
        self.app = self.new_app()
        await self.app.open()
        self.world = await self.stores.worlds.open(
            NewWorld(name="kitchen", channel_id=str(self.channel.id), guild_id=str(self.guild.id)),
            [(persona, ref_of(persona, persona.name.split()[0].lower())) for persona in PEOPLE],
        )

    async def lower_curtain(self) -> None:
        await self.app.stop()
        await self._http.close()
        await self.discord.stop()
        assert self.discord.unknown_routes == []

    async def restart(self) -> None:
        """Another bot process in place of this one, on the same database."""
        await self.app.stop()
        self.app = self.new_app()
        await self.app.start()
        await self.ready()

    async def pass_time(self, seconds: float) -> None:
        """Move the clock on, and let what falls due happen."""
        await self.clock.advance(seconds)
        await self.app.clockwork.wake()
        await self.calm()

    def new_app(self) -> App:
        """A bot for this Discord and this database."""
        given = {
            "DISCORD_TOKEN": SecretStr(self.bot_token),
            "DISCORD_API_BASE": self.discord.api_base,
            "DISCORD_CDN_BASE": self.discord.cdn_base,
            "DATABASE_URL": self._database_url,
        }
        self._apps += 1
        settings = Settings.model_validate(given)
        return build_app(settings, clock=self.clock, ids=seeded_ids(self._apps), llm=self.llm)

    @property
    def stores(self) -> Stores:
        return self.app.stores(f"guild:{self.guild.id}")

    async def ready(self) -> None:
        async with asyncio.timeout(GUARD):
            await self.app.client.wait_until_ready()
        await self.calm()

    async def calm(self) -> None:
        """Until everything that has come in is dealt with."""
        async with asyncio.timeout(GUARD):
            await settle()
            await self.app.inbox.idle()
            await self.app.pokes.idle()
            await self.app.cards.idle()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something to be true; looked at whenever the local Discord has answered a request."""
        async with asyncio.timeout(GUARD):
            while not condition():
                self._happened.clear()
                await self._happened.wait()

    @asynccontextmanager
    async def told(self, event: str) -> AsyncGenerator[None]:
        """What is done inside makes the gateway tell the bot of `event`; ends when the bot has dealt with it."""
        telling = asyncio.ensure_future(self.app.client.wait_for(event))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType, reportArgumentType, reportCallIssue]
        await settle()
        yield
        async with asyncio.timeout(GUARD):
            await telling
        await self.calm()

    # The human's side

    async def say(
        self, text: str, *, place: int | None = None, reply_to: int | None = None, token: str | None = None
    ) -> int:
        """Post a message and return its id."""
        body: dict[str, Any] = {"content": text}
        if reply_to is not None:
            body["message_reference"] = {"message_id": str(reply_to)}
        answer = await self.call("POST", f"/channels/{place or self.channel.id}/messages", body, token)
        return int(answer["id"])

    async def call(
        self, method: str, path: str, body: dict[str, Any] | None = None, token: str | None = None
    ) -> Any:
        """A request of the human's own client, or of whoever has the token."""
        url, headers = self.discord.api_base + path, {"Authorization": token or self.you}
        async with self._http.request(method, url, json=body, headers=headers) as response:
            assert response.status < 300, await response.text()
            return await response.json(content_type=None) if response.status != 204 else None

    async def fetch(self, address: str) -> bytes:
        """What is at an address, such as a picture's."""
        async with self._http.get(address) as response:
            assert response.status == 200
            return await response.read()

    async def thread(self, name: str) -> int:
        made = await self.call("POST", f"/channels/{self.channel.id}/threads", {"name": name, "type": 11})
        return int(made["id"])

    # What can be seen

    async def lines(self, place: int | None = None) -> list[tuple[str, str]]:
        """Names and words in a channel or thread, oldest first."""
        answer = await self.call("GET", f"/channels/{place or self.channel.id}/messages?limit=100")
        return [(message["author"]["username"], message["content"]) for message in reversed(answer)]

    async def said(self, place: int | None = None) -> list[tuple[str, str]]:
        """The same without what humans wrote and without the bot's own notices."""
        return [line for line in await self.lines(place) if line[0] in {person.name for person in PEOPLE}]

    async def spoken(self, count: int = 1) -> None:
        """Until so many lines of people were posted, and nothing more is under way."""
        await self.until(lambda: sum(e.status == 200 for e in self.executions()) >= count)
        await self.calm()

    def executions(self) -> list[Exchange]:
        """The times a webhook was asked to post."""
        return self.discord.requests_to(EXECUTE)

    def prompt(self, number: int = -1) -> str:
        """What a model was shown."""
        return "\n".join(message.content for message in self.llm.requests[number].messages)

    def _observe(self, _: Exchange) -> None:
        self._happened.set()
