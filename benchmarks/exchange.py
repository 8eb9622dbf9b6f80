"""A member's messages and people's answers, as the measurements of one message play them: the bot, the local
Discord, an instant model and the member's client share one process and talk over real sockets."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import islice
from pathlib import Path
from time import perf_counter

import aiohttp
from pydantic import SecretStr

from benchmarks.endpoint import InstantModel
from bot.app.app import App, build_app
from bot.environment.settings import Settings
from bot.playground.server import Exchange, LocalDiscord
from troupe.core.clock import SystemClock
from troupe.core.ids import seeded_ids
from troupe.llm.openai.openai_model import OpenAIModel
from troupe.people.library.library import library, ref_of
from troupe.ports import NewWorld

POST = "POST /channels/{channel}/messages"
EXECUTE = "POST /webhooks/{webhook}/{token}"
REST = 0.05
"""Seconds after an answer in which the bot hears its own line and settles: under way, it would share the processor
with the next message."""


class Seen:
    """Times in seconds of `perf_counter`: when the member's client sent each message, when the message was in the
    channel, and when the answer was."""

    def __init__(self) -> None:
        self.sent: list[float] = []
        self.posted: list[float] = []
        self.answered: list[float] = []
        self.arrived = asyncio.Event()

    def observe(self, exchange: Exchange) -> None:
        if exchange.route == POST:
            self.posted.append(perf_counter())
        elif exchange.route == EXECUTE:
            self.answered.append(perf_counter())
            self.arrived.set()


class Talk:
    """A channel in which a member writes and people answer. `model` and `seen` note when what happened."""

    def __init__(self, app: App, model: InstantModel, seen: Seen, say: Callable[[str], Awaitable[None]]) -> None:
        self.app = app
        self.model = model
        self.seen = seen
        self._say = say
        self._names = [persona.name for persona in library().values()]

    async def exchange(self, number: int) -> None:
        """One message to the first of the people, and its answer; ends when all that follows has been done."""
        self.seen.arrived.clear()
        self.seen.sent.append(perf_counter())
        await self._say(f"{self._names[0]}, what do you say to number {number}?")
        async with asyncio.timeout(10):
            await self.seen.arrived.wait()
        await asyncio.sleep(REST)
        await self.app.pokes.idle()


@asynccontextmanager
async def talking(people: int = 1) -> AsyncGenerator[Talk]:
    """A world of so many people of the library, in a channel of the local Discord and a file of its own."""
    seen = Seen()
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        model = await stack.enter_async_context(InstantModel().serving())
        discord = await stack.enter_async_context(LocalDiscord(clock, rate_limits=False, observe=seen.observe))
        guild = discord.create_guild("Bench")
        channel = discord.create_text_channel(guild, "bench")
        human = discord.create_member("Ana", owner=True)
        settings = Settings.model_validate(
            {
                "DISCORD_TOKEN": SecretStr(discord.create_bot("Troupe")),
                "DISCORD_API_BASE": discord.api_base,
                "DISCORD_CDN_BASE": discord.cdn_base,
                "DATABASE_URL": f"sqlite:///{Path(folder) / 'bench.sqlite3'}",
                "TROUPE_BUDGET_TOKENS_PER_DAY": 10**9,
            }
        )
        llm = OpenAIModel("instant", clock=clock, base_url=model.url)
        app = build_app(settings, clock=clock, ids=seeded_ids(1), llm=llm)
        stack.push_async_callback(app.stop)
        await _open_world(app, str(guild.id), str(channel.id), people)
        http = await stack.enter_async_context(aiohttp.ClientSession(headers={"Authorization": human}))
        url = f"{discord.api_base}/channels/{channel.id}/messages"

        async def say(text: str) -> None:
            async with http.post(url, json={"content": text}) as response:
                response.raise_for_status()

        yield Talk(app, model, seen, say)


async def _open_world(app: App, guild: str, channel: str, people: int) -> None:
    await app.open()
    chosen = islice(library().items(), people)
    new = NewWorld(name="bench", channel_id=channel, guild_id=guild)
    cast = [(persona, ref_of(persona, slug)) for slug, persona in chosen]
    await app.stores(f"guild:{guild}").worlds.open(new, cast)
    await app.start()
    await app.client.wait_until_ready()
