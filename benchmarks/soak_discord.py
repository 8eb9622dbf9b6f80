"""A Discord on loopback in a process of its own, with members who type and write: the other side of the soak.

It keeps every message and grows by that, which must not be counted as the bot's growth. It prints where it is, as
one line of JSON, and lets its members talk once a line comes in.
"""

import argparse
import asyncio
import json
import random
import sys
from collections.abc import Sequence
from itertools import count

import aiohttp

from bot.playground.server import LocalDiscord
from troupe.core.clock import SystemClock

MEMBERS = 400
"""Each has an allowance of their own, so that it is the bot whom the limits slow down."""
WORLDS_A_GUILD = 5
LINES = (
    "Does anyone know a good place for soup near here, number {}?",
    "I walked to the market for the {}. time this week and it rained.",
    "What do you all think of train {}? Mine was late again.",
    "Has anybody tried the new bakery? I was customer {} there.",
    "My neighbour's dog barked {} times tonight. What would you do?",
)


async def talk(discord: LocalDiscord, channels: Sequence[str], members: Sequence[str], pause: float) -> None:
    """Members in turn: two begin to type, one of them writes."""
    rng = random.Random(1)
    async with aiohttp.ClientSession() as http:

        async def post(token: str, path: str, body: dict[str, str] | None = None) -> None:
            async with http.post(discord.api_base + path, json=body, headers={"Authorization": token}) as response:
                await response.read()

        for number in count():
            channel = channels[number % len(channels)]
            writer, hesitant = rng.sample(members, 2)
            await post(hesitant, f"/channels/{channel}/typing")
            await post(writer, f"/channels/{channel}/typing")
            await post(writer, f"/channels/{channel}/messages", {"content": rng.choice(LINES).format(number)})
            await asyncio.sleep(pause)


async def serve(worlds: int, pause: float) -> None:
    async with LocalDiscord(SystemClock()) as discord:
        guilds = [discord.create_guild(f"Soak {number}") for number in range(-(-worlds // WORLDS_A_GUILD))]
        homes = [guilds[number // WORLDS_A_GUILD] for number in range(worlds)]
        channels = [discord.create_text_channel(home, f"room-{number}") for number, home in enumerate(homes)]
        members = [discord.create_member(f"Member {number}") for number in range(MEMBERS)]
        place = {
            "api": discord.api_base,
            "cdn": discord.cdn_base,
            "token": discord.create_bot("Troupe"),
            "rooms": [[str(home.id), str(channel.id)] for home, channel in zip(homes, channels, strict=True)],
        }
        print(json.dumps(place), flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        await talk(discord, [str(channel.id) for channel in channels], members, pause)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=20)
    parser.add_argument("--pause", type=float, default=0.2)
    given = parser.parse_args()
    asyncio.run(serve(given.worlds, given.pause))
