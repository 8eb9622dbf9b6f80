"""The report of a session: posted backstage with its files and whoever asked, in front shown to them alone."""

from collections.abc import AsyncGenerator
from pathlib import Path

import discord
import pytest_asyncio
import simcord

from bot.features.focusgroup.humans.join_card import LEAVE
from bot.features.focusgroup.reporting.study_report import SHOW
from bot.features.focusgroup.session.session_board import REPORT, board
from bot.features.shared.lasting_buttons import button, unwatched
from tests.discord.answers import cards, files
from tests.discord.command_stage import Stage, raised_stage
from tests.store.sessions import a_plan
from troupe.core.clock import ManualClock
from troupe.worlds.sessions.session_guest import NewGuest
from troupe.worlds.sessions.study_session import NewSession, SessionPlaces


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


async def held(stage: Stage, *, backstage: bool, begun: bool = True) -> str:
    """A session that is over, in the stage's channel or watched from there."""
    here = str(stage.channel.id)
    places = SessionPlaces(guild_id=str(stage.guild.id), front=None if backstage else here)
    places = places.model_copy(update={"backstage": here}) if backstage else places
    session = await stage.stores.sessions.plan(NewSession(plan=a_plan().model_dump_json(), places=places))
    if begun:
        await stage.stores.sessions.start(session.id)
        await stage.stores.sessions.end(session.id, "closed by Ana")
    return session.id


async def pressed(
    stage: Stage, act: str, about: str, *, by: simcord.MemberActor | None = None
) -> simcord.InteractionResult:
    channel = stage.bot.get_channel(stage.channel.id)
    assert isinstance(channel, discord.TextChannel)
    message = await channel.send("The board", view=unwatched(button(act, about, "Go")))
    return await (by or stage.runner).click(message, label="Go")


async def test_a_board_that_is_over_offers_the_report(stage: Stage) -> None:
    session_id = await held(stage, backstage=True)
    over = board(await stage.stores.sessions.view(session_id), a_plan())
    assert [item.label for item in over.buttons] == ["Report"]


async def test_backstage_the_report_is_posted_and_whoever_asked_is_named(stage: Stage) -> None:
    result = await pressed(stage, REPORT, await held(stage, backstage=True))
    assert "posted here" in (cards(result)[0].title or "")
    channel = stage.bot.get_channel(stage.channel.id)
    assert isinstance(channel, discord.TextChannel)
    posted = [message async for message in channel.history() if message.attachments]
    (message,) = posted
    assert [file.filename for file in message.attachments] == ["report.html", "report.docx"]
    assert f"<@{stage.runner.user.id}>" in message.content
    embed = message.embeds[0]
    assert "Cold tea" in (embed.title or "")
    assert "Synthetic" in (embed.footer.text or "")
    fields = {field.name: field.value or "" for field in embed.fields}
    assert "read by nobody" in fields["Checked"]
    assert "The understudy played this" in fields["Mind"]
    page = (await message.attachments[0].read()).decode()
    assert "closed by Ana" in page


async def test_who_withdraws_makes_the_posted_report_outdated(stage: Stage) -> None:
    session_id = await held(stage, backstage=True, begun=False)
    await stage.stores.guests.join(session_id, NewGuest(user_id=str(stage.talker.user.id), consent="1"))
    await stage.stores.sessions.start(session_id)
    channel = stage.bot.get_channel(stage.channel.id)
    assert isinstance(channel, discord.TextChannel)

    async def reports() -> list[tuple[str, int]]:
        """Title and number of files of each report in the channel, the newest first."""
        messages = [message async for message in channel.history() if message.embeds]
        return [(m.embeds[0].title or "", len(m.attachments)) for m in messages if "📄" in str(m.embeds[0].title)]

    await pressed(stage, REPORT, session_id)
    await pressed(stage, REPORT, session_id)
    assert await reports() == [("📄 Cold tea", 2), ("📄 There is a newer report", 0)]
    await pressed(stage, LEAVE, session_id, by=stage.talker)
    places = (await stage.stores.sessions.get(session_id)).places
    outdated = await channel.fetch_message(int(places.report or 0))
    assert "has withdrawn" in str(outdated.embeds[0].description)
    assert (outdated.content, outdated.attachments) == ("", [])
    await stage.runner.click(outdated, label="Report")
    assert await reports() == [("📄 Cold tea", 2), *[("📄 There is a newer report", 0)] * 2]


async def test_in_front_only_whoever_asked_sees_it(stage: Stage) -> None:
    result = await pressed(stage, REPORT, await held(stage, backstage=False))
    assert result.response is not None
    assert result.response.ephemeral
    assert files(result) == ["report.html", "report.docx"]
    channel = stage.bot.get_channel(stage.channel.id)
    assert isinstance(channel, discord.TextChannel)
    assert not [message async for message in channel.history() if message.attachments]


async def test_it_can_be_looked_at_again_by_who_may_run_things_here(stage: Stage) -> None:
    await pressed(stage, REPORT, await held(stage, backstage=True))
    (job,) = await stage.stores.jobs.latest("reading")
    asked = (await stage.stores.jobs.words(job.id)).request or ""
    assert "Cold tea" not in asked  # no words of the study: what is erased later would stay there
    again = await pressed(stage, SHOW, job.id)
    assert files(again) == ["report.html", "report.docx"]
    refusal = cards(await pressed(stage, SHOW, job.id, by=stage.talker))
    assert not files(await pressed(stage, SHOW, job.id, by=stage.talker))
    assert refusal[0].description


async def test_what_has_not_begun_has_no_report(stage: Stage) -> None:
    session_id = await held(stage, backstage=True, begun=False)
    (refusal,) = cards(await pressed(stage, REPORT, session_id))
    assert "not begun" in (refusal.description or "")


async def test_the_command_does_what_the_button_does(stage: Stage) -> None:
    await held(stage, backstage=False)
    assert files(await stage.runner.slash(stage.channel, "focusgroup report")) == ["report.html", "report.docx"]
