"""A stage for tests of the local Discord: the server, real discord.py clients and a human's bare client."""

import asyncio
import io
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import aiohttp
import discord
import pytest
import yarl
from discord import app_commands
from discord.backoff import ExponentialBackoff
from discord.gateway import DiscordWebSocket
from discord.http import Route
from PIL import Image

from bot.playground.server import DiscordChannel, DiscordGuild, LocalDiscord
from tests.discord.openapi_oracle import Oracle
from troupe.core.clock import Clock, SystemClock

PATIENCE = 5.0
"""Seconds of real time after which something awaited is taken to be missing."""


class Bot(discord.Client):
    """A discord.py client that keeps every event it dispatches, to be awaited in order."""

    def __init__(self, intents: discord.Intents, **options: Any) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0, **options)
        self.tree = app_commands.CommandTree(self)
        self._heard: dict[str, asyncio.Queue[tuple[object, ...]]] = {}

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Without discord.py's five seconds before identifying again."""

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        self._queue(event).put_nowait(args)
        super().dispatch(event, *args, **kwargs)

    async def hears(self, event: str) -> Any:
        """The next event of this name that was not awaited yet: its argument, or several as a tuple."""
        async with asyncio.timeout(PATIENCE):
            args = await self._queue(event).get()
        return args[0] if len(args) == 1 else args

    def has_heard(self, event: str) -> bool:
        return not self._queue(event).empty()

    def _queue(self, event: str) -> "asyncio.Queue[tuple[object, ...]]":
        return self._heard.setdefault(event, asyncio.Queue())


@dataclass
class Human:
    """A human's client, as bare as the wire: HTTP with its token and a gateway connection."""

    server: LocalDiscord
    token: str
    http: aiohttp.ClientSession = field(init=False)
    socket: aiohttp.ClientWebSocketResponse = field(init=False)
    waiting: list[tuple[str, dict[str, Any]]] = field(default_factory=list[tuple[str, dict[str, Any]]])

    async def __aenter__(self) -> Self:
        self.http = aiohttp.ClientSession(headers={"Authorization": self.token})
        self.socket = await self.http.ws_connect(self.server.gateway_url + "?v=10&encoding=json")
        await self.socket.receive_json()
        await self.socket.send_json({"op": 2, "d": {"token": self.token, "properties": {}}})
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.socket.close()
        await self.http.close()

    @property
    def id(self) -> str:
        return str(self.server.user_of(self.token).id)

    async def hears(self, name: str) -> dict[str, Any]:
        """The next event of this name; others are kept for later."""
        for n, (known, data) in enumerate(self.waiting):
            if known == name:
                del self.waiting[n]
                return data
        async with asyncio.timeout(PATIENCE):
            while True:
                frame = await self.socket.receive_json()
                if frame["t"] == name:
                    return frame["d"]
                self.waiting.append((frame["t"], frame["d"]))

    async def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """A request; its status and JSON."""
        async with self.http.request(method, self.server.api_base + path, json=body) as response:
            return response.status, await response.json() if response.status != 204 else None

    async def says(self, channel: DiscordChannel, content: str, **more: object) -> dict[str, Any]:
        status, message = await self.ask("POST", f"/channels/{channel.id}/messages", {"content": content, **more})
        assert status == 200, message
        return message

    async def command(self, guild: DiscordGuild, name: str) -> dict[str, Any]:
        """A command the human may use, by name."""
        _, index = await self.ask("GET", f"/guilds/{guild.id}/application-command-index")
        [command] = [c for c in index["application_commands"] if c["name"] == name]
        return command

    async def uses(
        self,
        guild: DiscordGuild,
        channel: DiscordChannel,
        name: str,
        *options: dict[str, object],
        kind: int = 2,
        **data: object,
    ) -> tuple[int, Any]:
        """Use a command (kind 2) or ask for suggestions (kind 4)."""
        command = await self.command(guild, name)
        body = {"id": command["id"], "name": name, "type": command["type"], "options": list(options), **data}
        return await self.interacts(kind, guild, channel, command["application_id"], body)

    async def clicks(
        self, guild: DiscordGuild, message: dict[str, Any], custom_id: str, *values: str
    ) -> tuple[int, Any]:
        """Use a component of a message."""
        body = {"component_type": 3 if values else 2, "custom_id": custom_id, "values": list(values)}
        channel = self.server.realm.channel(int(message["channel_id"]))
        application = message["application_id"] if "application_id" in message else message["author"]["id"]
        return await self.interacts(3, guild, channel, application, body, message_id=message["id"])

    async def interacts(
        self,
        kind: int,
        guild: DiscordGuild,
        channel: DiscordChannel,
        application_id: str,
        data: object,
        **more: object,
    ) -> tuple[int, Any]:
        body = {
            "type": kind,
            "application_id": application_id,
            "guild_id": str(guild.id),
            "channel_id": str(channel.id),
            "session_id": "",
            "nonce": "7",
            "data": data,
            **more,
        }
        return await self.ask("POST", "/interactions", body)


@dataclass
class Stage:
    """A furnished local Discord: one guild, one channel, a bot and a human who owns the guild."""

    server: LocalDiscord
    guild: DiscordGuild
    channel: DiscordChannel
    bot_token: str
    human_token: str
    oracle: Oracle

    def human(self, token: str | None = None) -> Human:
        return Human(self.server, token or self.human_token)

    @asynccontextmanager
    async def bot(
        self,
        *,
        intents: discord.Intents | None = None,
        token: str | None = None,
        setup: Callable[[Bot], None] | None = None,
        **options: Any,
    ) -> AsyncGenerator[Bot]:
        """A discord.py client, ready; `setup` adds commands, which are then synced to the guild."""
        bot = Bot(intents or discord.Intents.all(), **options)
        running = asyncio.create_task(bot.start(token or self.bot_token))
        try:
            ready = asyncio.create_task(bot.hears("ready"))
            await asyncio.wait({ready, running}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                ready.cancel()
                running.result()
            await ready
            if setup is not None:
                setup(bot)
                await bot.tree.sync(guild=discord.Object(self.guild.id))
            yield bot
        finally:
            await bot.close()
            with suppress(asyncio.CancelledError, discord.ConnectionClosed, discord.PrivilegedIntentsRequired):
                await running

    def place(self, bot: Bot, channel: DiscordChannel | None = None) -> discord.TextChannel:
        """The stage's channel as the bot knows it."""
        found = bot.get_channel((channel or self.channel).id)
        assert isinstance(found, discord.TextChannel)
        return found


@asynccontextmanager
async def staged(
    clock: Clock | None = None, *, rate_limits: bool = False, **options: Any
) -> AsyncGenerator[Stage]:
    """A stage with discord.py pointed at it; at the end every route was known and every exchange valid."""
    oracle = Oracle()
    server = LocalDiscord(clock or SystemClock(), rate_limits=rate_limits, observe=oracle.observe, **options)
    guild = server.create_guild("House")
    channel = server.create_text_channel(guild, "lounge")
    human = server.create_member("Ann", owner=True)
    bot = server.create_bot("Troupe")
    async with server:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Route, "BASE", server.api_base)
            patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url))
            patch.setattr(discord.asset.Asset, "BASE", server.cdn_base)
            patch.setattr(ExponentialBackoff, "delay", _no_delay)
            yield Stage(server, guild, channel, bot, human, oracle)
    assert server.unknown_routes == [], server.unknown_routes
    assert oracle.problems == [], "\n".join(oracle.problems)


def _no_delay(_: object) -> float:
    return 0.0


def dot() -> bytes:
    """A picture of two by one, as PNG."""
    out = io.BytesIO()
    Image.new("RGB", (2, 1)).save(out, "PNG")
    return out.getvalue()
