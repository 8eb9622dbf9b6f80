"""The desk of a new playground: a report to look at, and a study that one button starts."""

from pathlib import Path
from typing import Any

import aiohttp

from bot.app.app import build_app
from bot.cli.running.play_command import curtain_up, in_the_playground
from bot.environment.settings import Settings
from bot.features.shared.world_opening import ModelNote
from bot.playground.furnishing.sample_guild import furnished
from bot.playground.furnishing.study_desk import PEOPLE, lay_out_desk, waiting_guide
from bot.playground.server import LocalDiscord
from troupe.core.clock import ManualClock
from troupe.core.ids import seeded_ids
from troupe.llm.scripted_model import Scripted
from troupe.research.guides.linting.guide_linter import lint
from troupe.worlds.sessions.study_session import SessionStatus

NOTE = ModelNote(name="scripted", stand_in=False)


def test_the_guide_that_waits_has_nothing_that_the_linter_warns_of() -> None:
    assert lint(waiting_guide()) == ()


async def test_a_sample_report_and_a_planned_study_are_there(clock: ManualClock, tmp_path: Path) -> None:
    async with LocalDiscord(clock) as discord, aiohttp.ClientSession() as http:
        sample = furnished(discord)
        settings = in_the_playground(Settings.model_validate({}), discord, sample, tmp_path)
        app = build_app(settings, clock=clock, ids=seeded_ids(1), llm=Scripted())

        async def asks(path: str) -> Any:
            async with http.get(discord.api_base + path, headers={"Authorization": sample.runner_token}) as answer:
                return await answer.json()

        try:
            await curtain_up(app, sample, NOTE)
            await lay_out_desk(app, sample, NOTE)
            card, report = await asks(f"/channels/{sample.backstage_id}/messages")
            assert [file["filename"] for file in report["attachments"]] == ["report.html", "report.docx"]
            async with http.get(report["attachments"][0]["url"]) as page:
                assert "sandbox" in page.headers["Content-Security-Policy"]  # nothing in it runs
                assert "Content-Disposition" not in page.headers  # a click opens it
                assert "A repair counter" in await page.text()
            labels = [button["label"] for button in card["components"][0]["components"]]
            assert labels[0] == "Start"
            (session,) = await app.stores(f"guild:{sample.guild_id}").sessions.all()
            assert session.status is SessionStatus.PLANNED
            assert session.released is None  # once begun, no step waits for anybody
            assert session.places.front == sample.front_id
            assert session.places.card == card["id"]
            assert f"Panel: {len(PEOPLE)} people" in [field["name"] for field in card["embeds"][0]["fields"]]
        finally:
            await app.stop()
