"""Behind the one-way mirror: who is let in, what they suggest and expect; nothing of it reaches the front."""

from collections.abc import AsyncGenerator
from pathlib import Path

import discord
import pytest_asyncio
import simcord

from bot.features.focusgroup.planning.plan_card import EXPECT
from bot.features.focusgroup.session.session_board import SHOW, SUGGEST, THOUGHTS
from bot.features.shared.lasting_buttons import button, unwatched
from tests.discord.command_stage import Stage, raised_stage, told
from tests.store.sessions import Held, a_plan
from troupe.core.clock import ManualClock
from troupe.core.usage import Usage
from troupe.research.sessions.study_reading import read_run
from troupe.worlds.sessions.session_move import MoveKind
from troupe.worlds.sessions.study_session import NewSession, SessionPlaces


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


async def backstage(stage: Stage) -> tuple[Held, discord.Thread]:
    """A planned session, headless in front, and its private thread under the lounge."""
    channel = stage.bot.get_channel(stage.channel.id)
    assert isinstance(channel, discord.TextChannel)
    thread = await channel.create_thread(name="Backstage", type=discord.ChannelType.private_thread)
    await thread.add_user(discord.Object(stage.runner.id))
    plan = a_plan()
    places = SessionPlaces(guild_id=str(stage.guild.id), backstage=str(thread.id))
    session = await stage.stores.sessions.plan(NewSession(plan=plan.model_dump_json(), places=places))
    return Held(stage.house.database, stage.stores, stage.house.clock, plan, session.id), thread


async def pressed(
    thread: discord.abc.Messageable, who: simcord.MemberActor, act: str, about: str
) -> simcord.InteractionResult:
    message = await thread.send("The card", view=unwatched(button(act, about, "Go on")))
    return await who.click(message, label="Go on")


def refused(result: simcord.InteractionResult) -> str:
    """What whoever pressed was told, in private."""
    message = result.followups[-1] if result.followups else result.response
    assert message is not None
    assert message.ephemeral
    return str(message.embeds[0].description)


async def test_an_observer_expects_and_suggests_and_the_moderator_asks(stage: Stage) -> None:
    held, thread = await backstage(stage)
    lounge = stage.bot.get_channel(stage.channel.id)
    assert isinstance(lounge, discord.TextChannel)
    assert "Manage Channels" in refused(await pressed(lounge, stage.talker, EXPECT, held.id))
    (here,) = stage.channel.threads
    await stage.runner.slash(here, "focusgroup observe", member=stage.talker)
    cards = [message async for message in thread.history() if message.embeds]
    assert "**Tom** watch" in (cards[0].embeds[0].description or "")
    form = await pressed(thread, stage.talker, EXPECT, held.id)
    await stage.talker.submit_modal(form, {"text": "They all hate it."})
    await held.stores.sessions.start(held.id)
    assert "before the start" in refused(await pressed(thread, stage.talker, EXPECT, held.id))
    await held.move()
    form = await pressed(thread, stage.talker, SUGGEST, held.id)
    posted = await stage.talker.submit_modal(form, {"text": "And with ice?"})
    assert posted.response is not None
    assert "Manage Channels" in refused(await stage.talker.click(posted.response, label="Ask it"))
    await stage.runner.click(posted.response, label="Ask it")
    move = await held.move()
    assert (move.kind, [line.text for line in move.lines]) == (MoveKind.ASK, ["And with ice?"])
    await held.all_answer()
    run = await read_run(held.stores, held.id, model="m", stand_in=True, usage=Usage())
    assert [(one.by, one.text) for one in run.predictions] == [("Tom", "They all hate it.")]
    front = " ".join(line.text for line in run.lines)
    assert "hate" not in front
    assert "watch" not in front


async def test_the_moderator_shows_something_and_sees_what_goes_on_in_people(stage: Stage) -> None:
    held, thread = await backstage(stage)
    await held.stores.sessions.start(held.id)
    await held.move()
    form = await pressed(thread, stage.runner, SHOW, held.id)
    await stage.runner.submit_modal(form, {"text": "A can that cools itself."})
    move = await held.move()
    assert (move.kind, [line.text for line in move.lines]) == (MoveKind.SHOW, ["A can that cools itself."])
    form = await pressed(thread, stage.runner, SHOW, held.id)
    assert "is a picture" in stage.refused(await stage.runner.submit_modal(form, {"file": ("can.png", b"PNG")}))
    form = await pressed(thread, stage.runner, SHOW, held.id)
    assert "Nothing was written" in stage.refused(await stage.runner.submit_modal(form, {"text": ""}))
    form = await pressed(thread, stage.runner, SHOW, held.id)
    await stage.runner.submit_modal(form, {"text": "Its label:", "file": ("label.md", b"# Ice\n- no sugar\n")})
    move = await held.move()
    assert [line.text for line in move.lines] == ["Its label:\n# Ice\n- no sugar"]
    shown = told(await pressed(thread, stage.runner, THOUGHTS, held.id))
    assert "no evidence" in (shown.footer.text or "")
    assert "**Lisa**" in (shown.description or "")
