"""Coming to Discord and leaving it: bad tokens, refused intents, commands that cannot be registered."""

import asyncio

import pytest

from bot.app.app import build_app
from tests.flow.stage import Stage
from troupe.core.clock import ManualClock
from troupe.core.errors import AlreadyServed, Misconfigured


async def test_a_refused_token_is_one_clear_line(clock: ManualClock) -> None:
    stage = Stage(clock=clock)
    await stage.build()
    stage.bot_token = "no.such.token"
    bot = stage.new_app()
    with pytest.raises(Misconfigured, match="DISCORD_TOKEN"):
        await bot.start()
    await stage.lower_curtain()


async def test_a_refused_intent_is_one_clear_line(clock: ManualClock) -> None:
    stage = Stage(clock=clock, privileged=())
    await stage.build()
    await stage.app.start()
    with pytest.raises(Misconfigured, match="MESSAGE CONTENT INTENT"):
        await asyncio.wait_for(stage.app.wait(), 20)
    await stage.lower_curtain()


async def test_commands_that_cannot_be_registered_are_reported_and_stop_nothing(clock: ManualClock) -> None:
    stage = Stage(clock=clock)
    stage.discord.fail_next("PUT /applications/{application}/commands", status=400)
    await stage.raise_curtain()
    assert any("slash commands" in problem for problem in stage.app.problems)
    await stage.lower_curtain()


async def test_a_second_bot_on_the_same_database_does_not_start(durable_stage: Stage) -> None:
    with pytest.raises(AlreadyServed):
        await durable_stage.new_app().start()


async def test_nothing_is_opened_without_a_token(stage: Stage) -> None:
    settings = stage.app.settings.model_copy(update={"discord_token": None})
    with pytest.raises(Misconfigured, match="DISCORD_TOKEN"):
        await build_app(settings, clock=stage.clock, ids=stage.app.ids, llm=stage.llm).start()


async def test_a_model_is_asked_for_by_name(stage: Stage) -> None:
    with pytest.raises(Misconfigured, match="TROUPE_MODEL"):
        build_app(stage.app.settings, clock=stage.clock, ids=stage.app.ids)
