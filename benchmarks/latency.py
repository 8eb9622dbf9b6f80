"""Our own share of an answer: message → model request, and model reply → Discord request.

The bot, the local Discord, an instant model and the member's client share one process and talk over real sockets.
The first figure starts when the message is in the channel, before the gateway tells the bot, and ends when the
model's endpoint has the request; the second starts when the endpoint has made its answer and ends when the line is
in the channel. So they hold what the two servers do in between (to send an event or an answer, to read and carry
out a webhook's request), and whatever they do at the same time. What the local Discord needs to take the member's
request, before any of this, is shown apart.
"""

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
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
WARM_UP = 10


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


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of each message. `taken` is the local Discord's own time for the member's request; `shared` the part
    of a prompt in common with the one before (0 to 1, median)."""

    taken: list[float]
    to_model: list[float]
    to_discord: list[float]
    shared: float


async def measure(messages: int) -> Measured:
    """So many messages to a world of one person, one after the other; the first ones only warm up."""
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
        await _open_world(app, str(guild.id), str(channel.id))
        http = await stack.enter_async_context(aiohttp.ClientSession(headers={"Authorization": human}))
        url = f"{discord.api_base}/channels/{channel.id}/messages"
        for number in range(messages + WARM_UP):
            await _exchange(http, url, seen, number)
    return Measured(
        taken=_between(seen.sent, seen.posted),
        to_model=_between(seen.posted, model.asked),
        to_discord=_between(model.answered, seen.answered),
        shared=median(_shared(a, b) for a, b in pairwise(model.prompts)),
    )


async def _open_world(app: App, guild: str, channel: str) -> None:
    """A world of one person, so that each message has one answer."""
    await app.open()
    slug, persona = next(iter(library().items()))
    new = NewWorld(name="bench", channel_id=channel, guild_id=guild)
    await app.stores(f"guild:{guild}").worlds.open(new, [(persona, ref_of(persona, slug))])
    await app.start()
    await app.client.wait_until_ready()


async def _exchange(http: aiohttp.ClientSession, url: str, seen: Seen, number: int) -> None:
    """One message, and its answer; ends when the answer is in the channel."""
    seen.arrived.clear()
    name = next(iter(library().values())).name
    seen.sent.append(perf_counter())
    async with http.post(url, json={"content": f"{name}, what do you say to number {number}?"}) as response:
        response.raise_for_status()
    async with asyncio.timeout(10):
        await seen.arrived.wait()
    # The bot hears its own line and settles; an answer under way would share the processor with the next message.
    await asyncio.sleep(0.05)


def _between(starts: Sequence[float], ends: Sequence[float]) -> list[float]:
    return [end - start for start, end in zip(starts, ends, strict=True)][WARM_UP:]


def _shared(first: str, second: str) -> float:
    """The part of the second text that is a common beginning with the first."""
    same = next(
        (i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), min(len(first), len(second))
    )
    return same / len(second)


def row(name: str, seconds: Sequence[float]) -> str:
    """One line of the table, in milliseconds."""
    tenths = quantiles(seconds, n=20)
    return f"{name:<34} {1000 * median(seconds):7.1f} {1000 * tenths[18]:7.1f} {1000 * max(seconds):7.1f}"


def main(messages: int = 100) -> None:
    measured = asyncio.run(measure(messages))
    print(f"{messages} messages, one person; milliseconds    median     95 %     max")
    print(row("message → model request", measured.to_model))
    print(row("model reply → Discord request", measured.to_discord))
    print(row("(the local Discord, before that)", measured.taken))
    print(f"prompt shared with the one before: {measured.shared:.0%} (median)")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:2]))
