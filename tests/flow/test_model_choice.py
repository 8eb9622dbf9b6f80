"""A model plugged in while the playground runs: tried, counted, in place at once, kept, its key out of sight."""

import asyncio
import json
import stat
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from bot.app.app import App, build_app
from bot.app.model_switch import ModelSwitch
from bot.cli.running.play_command import curtain_up, in_the_playground
from bot.environment.chosen_model import FILE, read_choice
from bot.environment.local_models import Address
from bot.environment.settings import Settings, load_settings
from bot.features.shared.world_opening import ModelNote
from bot.playground.furnishing.playground_model import DeskPlace, PlaygroundModel, playing
from bot.playground.furnishing.sample_guild import SampleGuild, furnished
from bot.playground.model_desk import ModelChoice, TrialReport
from bot.playground.server import Exchange, LocalDiscord
from tests.flow.stage import GUARD
from tests.unit import fake_endpoint as fake
from troupe.core.clock import ManualClock, settle
from troupe.core.ids import seeded_ids

KEY = "sk-proj-Zq81MvT0wXy2Lr5b"
SAID = "Two keys, and one of them turns."
ANSWER = json.dumps({"floor": "speak", "actions": [{"type": "TALK", "content": SAID}]})
SILENCE = json.dumps({"floor": "silent", "actions": []})
LISTED = {"/v1/models": fake.listing("llama3.2:3b", "qwen2.5:7b")}


@dataclass
class Evening:
    """A playground without its page, with the desk that the page orders at."""

    discord: LocalDiscord
    app: App
    sample: SampleGuild
    desk: PlaygroundModel
    http: aiohttp.ClientSession
    happened: asyncio.Event
    blotted: list[str] = field(default_factory=list[str])

    async def messages(self) -> list[dict[str, Any]]:
        url = f"{self.discord.api_base}/channels/{self.sample.world_channel_id}/messages?limit=100"
        async with self.http.get(url, headers={"Authorization": self.sample.runner_token}) as answer:
            return list(reversed(await answer.json()))

    async def answer_to(self, text: str) -> dict[str, Any]:
        """Say something; the next message of a person."""
        url = f"{self.discord.api_base}/channels/{self.sample.world_channel_id}/messages"
        async with self.http.post(
            url, json={"content": text}, headers={"Authorization": self.sample.runner_token}
        ) as answer:
            mine: dict[str, Any] = await answer.json()
        async with asyncio.timeout(GUARD):
            while True:
                self.happened.clear()
                later = [m for m in await self.messages() if int(m["id"]) > int(mine["id"])]
                if person := next((m for m in later if m.get("webhook_id")), None):
                    await self.calm()
                    return person
                await self.happened.wait()

    async def calm(self) -> None:
        await settle()
        await self.app.inbox.idle()
        await self.app.pokes.idle()

    async def try_out(self, address: str, *, key: str = KEY, model: str = "llama3.2:3b") -> TrialReport:
        report = await self.desk.try_out(ModelChoice(address=address, key=SecretStr(key), model=model))
        await self.calm()
        return report

    async def spent(self) -> int:
        return (await self.app.stores(f"guild:{self.sample.guild_id}").budgets.today()).usage.calls


def files_with(text: str, folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if text.encode() in path.read_bytes()]


@asynccontextmanager
async def evening(
    folder: Path, *, settings: Settings | None = None, keep: bool = True, start: int = 1
) -> AsyncGenerator[Evening]:
    settings = settings or Settings.model_validate({})
    clock, happened, blotted = ManualClock(), asyncio.Event(), list[str]()

    def observe(_: Exchange) -> None:
        happened.set()

    choice = read_choice(folder) if not settings.has_model else None
    async with (
        LocalDiscord(clock, keep_in=folder, observe=observe) as discord,
        aiohttp.ClientSession() as http,
        fake.serving(fake.says(ANSWER), pages=LISTED) as at_home,
    ):
        sample = furnished(discord)
        own = in_the_playground(settings, discord, sample, folder)
        app = build_app(own, clock=clock, ids=seeded_ids(start), choice=choice)
        try:
            model = playing(settings, choice)
            await curtain_up(app, sample, ModelNote(name=model.name, stand_in=model.stand_in))
            await app.client.wait_until_ready()
            offered = (Address("Ollama", at_home.base_url),)
            place = DeskPlace(sample.guild_id, sample.runner_id, folder if keep else None, blotted.append, offered)
            desk = PlaygroundModel(place, settings, ModelSwitch(app), choice)
            discord.tell_model(desk)
            yield Evening(discord, app, sample, desk, http, happened, blotted)
        finally:
            await app.stop()


async def test_a_model_plays_from_the_next_turn_on_and_is_there_again(tmp_path: Path) -> None:
    async with fake.serving(fake.says(ANSWER), pages=LISTED) as endpoint:
        async with evening(tmp_path) as first:
            before = await first.answer_to("Gerda, hello!")
            assert "understudy" in before["author"]["username"]
            calls = await first.spent()
            report = await first.try_out(endpoint.base_url)
            assert (report.fault, report.said, report.person) == ("", SAID, "Gerda Vollmann")
            assert await first.spent() == calls + 1
            after = await first.answer_to("Gerda, and now?")
            assert (after["content"], after["author"]["username"]) == (SAID, "Gerda Vollmann")
            lines = [message["content"] for message in await first.messages()]
            assert any("played by the language model **llama3.2:3b**" in line for line in lines)
            assert first.desk.playing().line == "Played by llama3.2:3b"
            assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
        async with evening(tmp_path, start=2) as second:
            assert second.desk.playing().name == "llama3.2:3b"
            assert (await second.answer_to("Gerda, still there?"))["content"] == SAID
    assert {headers["Authorization"] for headers in endpoint.headers} == {f"Bearer {KEY}"}


async def test_the_key_is_seen_nowhere_else(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with fake.serving(fake.says(f"{KEY} {ANSWER}"), pages=LISTED) as endpoint, evening(tmp_path) as one:
        report = await one.try_out(endpoint.base_url)
        counter = await one.desk.counter()
        assert counter.key_for == endpoint.base_url
        told = (report, counter, one.desk.playing(), one.discord.requests, await one.messages(), one.app.problems)
        assert KEY not in f"{told} {one.desk!r}"
        assert KEY in one.blotted
        assert one.app.mind.secrets.given_away(f"it is {KEY}")
    assert KEY not in caplog.text
    assert files_with(KEY, tmp_path) == [FILE]


async def test_a_kept_key_goes_to_its_own_address_alone(tmp_path: Path) -> None:
    async with (
        fake.serving(fake.says(ANSWER), pages=LISTED) as mine,
        fake.serving(fake.says(ANSWER), pages=LISTED) as other,
        evening(tmp_path) as one,
    ):
        await one.try_out(mine.base_url)
        assert (await one.try_out(mine.base_url, key="", model="qwen2.5:7b")).fault == ""
        assert (await one.try_out(other.base_url, key="")).fault == ""
        assert KEY not in (tmp_path / FILE).read_text()
    assert [headers["Authorization"] for headers in mine.headers] == [f"Bearer {KEY}"] * 2
    assert not any(KEY in str(headers) for headers in other.headers)


@pytest.mark.parametrize(
    ("behaviour", "model", "told"),
    [
        (fake.fails(401, "bad key"), "llama3.2:3b", "refused the key (401): check the key"),
        (fake.fails(404, "The model does not exist", "model_not_found"), "llama3.2:3b", "does not know the model"),
        (fake.says(ANSWER), "gpt-9", "There is no model gpt-9 at"),
        (fake.says(ANSWER), " ", "Name a model."),
        (fake.says(ANSWER), "understudy", "That is the stand-in"),
        (fake.says(SILENCE), "llama3.2:3b", "had no words for Gerda Vollmann"),
    ],
)
async def test_what_goes_wrong_is_one_line_and_changes_nothing(
    tmp_path: Path, behaviour: fake.Behaviour, model: str, told: str
) -> None:
    async with fake.serving(behaviour, pages=LISTED) as endpoint, evening(tmp_path) as one:
        report = await one.try_out(endpoint.base_url, model=model)
        assert told in report.fault
        assert "\n" not in report.fault
        assert not any(name in report.fault for name in ("OPENAI_", "TROUPE_", KEY))
        assert report.models == ("llama3.2:3b", "qwen2.5:7b")
        assert one.desk.playing().stand_in
        assert not (tmp_path / FILE).exists()
        assert "understudy" in (await one.answer_to("Gerda, hello!"))["author"]["username"]


async def test_a_dead_address_is_told_of_before_any_turn(tmp_path: Path) -> None:
    async with fake.serving(fake.says(ANSWER)) as endpoint:
        pass
    async with evening(tmp_path) as one:
        assert "Nothing answers at" in (await one.try_out(endpoint.base_url)).fault
        assert await one.spent() == 0


async def test_the_environments_model_wins_over_any_choice(tmp_path: Path) -> None:
    async with fake.serving(fake.says(ANSWER), pages=LISTED) as endpoint:
        async with evening(tmp_path) as one:
            await one.try_out(endpoint.base_url)
        settings = load_settings({"TROUPE_MODEL": "understudy"})
        async with evening(tmp_path, settings=settings, start=2) as two:
            assert two.desk.playing().stand_in
            assert "TROUPE_MODEL is set to understudy" in two.desk.playing().fixed
            for report in (await two.try_out(endpoint.base_url), await two.desk.stand_in()):
                assert "TROUPE_MODEL is set to understudy" in report.fault
            assert "understudy" in (await two.answer_to("Gerda, hello!"))["author"]["username"]
    assert (tmp_path / FILE).exists()


async def test_the_stand_in_comes_back_and_the_key_is_forgotten(tmp_path: Path) -> None:
    async with fake.serving(fake.says(ANSWER), pages=LISTED) as endpoint, evening(tmp_path) as one:
        await one.try_out(endpoint.base_url)
        assert (await one.desk.stand_in()).fault == ""
        await one.calm()
        assert one.desk.playing().stand_in
        assert (await one.desk.counter()).key_for == ""
        assert not (tmp_path / FILE).exists()
        assert "understudy" in (await one.answer_to("Gerda, hello!"))["author"]["username"]


async def test_a_trial_can_be_given_up(tmp_path: Path) -> None:
    async with fake.serving(fake.drips, pages=LISTED) as endpoint, evening(tmp_path) as one:
        trial = asyncio.ensure_future(one.try_out(endpoint.base_url))
        await asyncio.wait_for(endpoint.arrived.get(), GUARD)
        await one.desk.give_up()
        assert (await trial).fault == "That was given up."
        assert one.desk.playing().stand_in


async def test_what_is_not_kept_is_said_and_plays_all_the_same(tmp_path: Path) -> None:
    async with (
        fake.serving(fake.says(ANSWER), pages=LISTED) as endpoint,
        evening(tmp_path, keep=False) as one,
    ):
        report = await one.try_out(endpoint.base_url)
        assert "until you close the playground" in report.remark
        assert not (tmp_path / FILE).exists()
        (tmp_path / FILE).mkdir()
        place = DeskPlace(one.sample.guild_id, one.sample.runner_id, tmp_path, one.blotted.append)
        desk = PlaygroundModel(place, Settings.model_validate({}), ModelSwitch(one.app), None)
        choice = ModelChoice(address=endpoint.base_url, key=SecretStr(KEY), model="qwen2.5:7b")
        report = await desk.try_out(choice)
        await one.calm()
        assert "could not be kept" in report.remark
        assert report.fault == ""


async def test_what_runs_on_this_machine_is_offered(tmp_path: Path) -> None:
    environment = {"OPENAI_BASE_URL": "localhost:9", "OPENAI_API_KEY": "sk-environment-0123"}
    async with evening(tmp_path, settings=load_settings(environment)) as one:
        counter = await one.desk.counter()
    [offer] = counter.offers
    assert (offer.program, offer.models) == ("Ollama", ("llama3.2:3b", "qwen2.5:7b"))
    assert (counter.address, counter.model) == ("http://localhost:9/v1", "")
    assert counter.key_for == counter.address
