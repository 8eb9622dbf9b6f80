"""STOP: from a member's "stop" to silence, with everyone's turn in flight.

Four people are asked at once and their model keeps them waiting; the member says "stop". Measured is the time
until the bot's notice that all are silent stands in the channel; the notice is queued in the transaction that
halts the world. Then the model answers after all, and lines posted as a person are counted: there must be none.
"""

import asyncio
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from time import perf_counter

import aiohttp
from pydantic import JsonValue, SecretStr

from benchmarks.exchange import EXECUTE
from benchmarks.latency import row
from bot.app.app import App, build_app
from bot.environment.settings import Settings
from bot.playground.server import Exchange, LocalDiscord
from troupe.core.clock import SystemClock
from troupe.core.ids import seeded_ids
from troupe.llm.scripted_model import Scripted
from troupe.people.library.library import library, ref_of
from troupe.ports import NewWorld
from troupe.worlds.world import World

PEOPLE = 4
NOTICE = "POST /channels/{channel}/messages"
ANSWER: dict[str, JsonValue] = {
    "floor": "speak",
    "actions": [{"type": "TALK", "content": "I was about to say something."}],
}


class Watched:
    """What the local Discord carried out: notices of the bot, and lines posted as people."""

    def __init__(self) -> None:
        self.lines = 0
        self.notices = 0
        self.happened = asyncio.Event()

    def observe(self, exchange: Exchange) -> None:
        self.lines += exchange.route == EXECUTE
        self.notices += exchange.route == NOTICE
        self.happened.set()

    async def until_notices(self, count: int) -> None:
        async with asyncio.timeout(10):
            while self.notices < count:
                self.happened.clear()
                await self.happened.wait()


async def measure(runs: int) -> tuple[list[float], int]:
    """Seconds from "stop" to the notice, for each run, and how many lines were posted in spite of a stop."""
    seen, gate, clock = Watched(), asyncio.Event(), SystemClock()
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
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
            }
        )
        llm = Scripted(otherwise=ANSWER, gate=gate)
        app = build_app(settings, clock=clock, ids=seeded_ids(1), llm=llm)
        stack.push_async_callback(app.stop)
        world = await _open_world(app, str(guild.id), str(channel.id))
        http = await stack.enter_async_context(aiohttp.ClientSession(headers={"Authorization": human}))
        url = f"{discord.api_base}/channels/{channel.id}/messages"
        times: list[float] = []
        for number in range(runs):
            gate.clear()
            await _say(http, url, "Everyone, what do you think?")
            await llm.asked((number + 1) * PEOPLE)
            before, started = seen.notices, perf_counter()
            await _say(http, url, "stop")
            await seen.until_notices(before + 2)  # the member's own message, and the notice
            times.append(perf_counter() - started)
            gate.set()
            await app.pokes.idle()
            await app.stores(world.tenant).worlds.resume(world.id, "the benchmark")
    return times, seen.lines


async def _open_world(app: App, guild: str, channel: str) -> World:
    await app.open()
    cast = [(persona, ref_of(persona, slug)) for slug, persona in list(library().items())[:PEOPLE]]
    new = NewWorld(name="bench", channel_id=channel, guild_id=guild)
    world = await app.stores(f"guild:{guild}").worlds.open(new, cast)
    await app.start()
    await app.client.wait_until_ready()
    return world


async def _say(http: aiohttp.ClientSession, url: str, text: str) -> None:
    async with http.post(url, json={"content": text}) as response:
        response.raise_for_status()


def main(runs: int = 30) -> None:
    times, lines = asyncio.run(measure(runs))
    print(f"{runs} stops, {PEOPLE} turns in flight each; milliseconds  median     95 %     max")
    print(row("“stop” → everyone silent, told so", times))
    print(f"lines posted in spite of a stop: {lines}")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
