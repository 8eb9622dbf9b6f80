"""The playground closed and opened again on the same folder: the old talk, one world, one notice, answers."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bot.app.app import App, build_app
from bot.cli.running.play_command import curtain_up, in_the_playground
from bot.environment.settings import Settings
from bot.features.shared.world_opening import ModelNote
from bot.playground.furnishing.sample_guild import SampleGuild, furnished
from bot.playground.server import Exchange, LocalDiscord
from tests.flow.stage import GUARD, SILENT, says
from troupe.core.clock import ManualClock, settle
from troupe.core.ids import seeded_ids
from troupe.llm.scripted_model import Scripted


@dataclass
class Playing:
    """One start of the playground, without its page."""

    discord: LocalDiscord
    app: App
    sample: SampleGuild
    llm: Scripted
    http: aiohttp.ClientSession
    happened: asyncio.Event

    async def asks(self, method: str, path: str, body: object = None) -> Any:
        headers = {"Authorization": self.sample.runner_token}
        async with self.http.request(method, self.discord.api_base + path, json=body, headers=headers) as answer:
            assert answer.status < 300, await answer.text()
            return await answer.json()

    async def says(self, text: str) -> None:
        """Say something in the world's channel, and wait for the answer."""
        so_far = len(await self.lines())
        await self.asks("POST", f"/channels/{self.sample.world_channel_id}/messages", {"content": text})
        await self.until(so_far + 2)

    async def until(self, count: int) -> None:
        """Wait for the channel to have so many messages; looked at whenever a request was answered."""
        async with asyncio.timeout(GUARD):
            while len(await self.lines()) < count:
                self.happened.clear()
                await self.happened.wait()
            await settle()
            await self.app.inbox.idle()
            await self.app.pokes.idle()

    async def lines(self) -> list[str]:
        talk = await self.asks("GET", f"/channels/{self.sample.world_channel_id}/messages?limit=100")
        return [f"{m['author']['username'].partition(' · ')[0]}: {m['content']}" for m in reversed(talk)]


@asynccontextmanager
async def playing(clock: ManualClock, folder: Path, start: int) -> AsyncGenerator[Playing]:
    llm, happened = Scripted(otherwise=SILENT), asyncio.Event()

    def observe(_: Exchange) -> None:
        happened.set()

    async with LocalDiscord(clock, keep_in=folder, observe=observe) as discord, aiohttp.ClientSession() as http:
        sample = furnished(discord)
        settings = in_the_playground(Settings.model_validate({}), discord, sample, folder)
        app = build_app(settings, clock=clock, ids=seeded_ids(start), llm=llm)
        try:
            await curtain_up(app, sample, ModelNote(name="scripted", stand_in=False))
            await app.client.wait_until_ready()
            playing = Playing(discord, app, sample, llm, http, happened)
            await playing.until(2)  # the notice, and the word that it is pinned
            yield playing
        finally:
            await app.stop()


async def test_the_old_talk_is_there_and_people_answer_on(clock: ManualClock, tmp_path: Path) -> None:
    async with playing(clock, tmp_path, 1) as first:
        first.llm.add("gerda-vollmann", "turn", says("Black, from a flask."))
        await first.says("Gerda, coffee?")
        before = await first.lines()
        assert before[-1] == "Gerda Vollmann: Black, from a flask."
    await clock.advance(120)
    async with playing(clock, tmp_path, 2) as second:
        assert await second.lines() == before
        second.llm.add("rory-macphee", "turn", says("aye"))
        await second.says("Rory, and you?")
        assert await second.lines() == [*before, "you: Rory, and you?", "Rory MacPhee: aye"]
        assert len(await second.app.stores(f"guild:{second.sample.guild_id}").worlds.all(closed=True)) == 1
