"""What goes wrong on the way to Discord, and that nothing is lost and nothing is said twice."""

import pytest
from pydantic import JsonValue

from bot.playground.server.seeding import BOT_PERMISSIONS
from bot.playground.server.state.discord_state import GatewayEvent
from tests.flow.stage import EXECUTE, Stage, says
from troupe.core.clock import settle
from troupe.worlds.world import WorldStatus


async def test_a_message_sent_while_the_gateway_is_gone_is_answered_once_after_a_resume(stage: Stage) -> None:
    stage.llm.add("lisa", "turn", says("Here I am."))
    async with stage.told("resumed"):
        stage.discord.drop_gateway(token=stage.bot_token)
        await stage.say("Lisa, are you there?")
    await stage.spoken()
    assert await stage.said() == [("Lisa Carter", "Here I am.")]
    assert len(stage.llm.requests) == 1


async def test_a_message_sent_before_a_fresh_session_is_answered_once(slow_door_stage: Stage) -> None:
    stage = slow_door_stage
    stage.llm.add("lisa", "turn", says("Here I am."))
    async with stage.told("ready"):
        stage.discord.invalidate_session(token=stage.bot_token)
        await stage.say("Lisa, are you there?")
        await stage.clock.advance(5)
    await stage.spoken()
    assert await stage.said() == [("Lisa Carter", "Here I am.")]
    assert len(stage.llm.requests) == 1


async def test_what_was_said_while_the_bot_was_off_is_answered_once_it_is_back(durable_stage: Stage) -> None:
    stage = durable_stage
    thread = await stage.thread("recipes")
    await stage.app.stop()
    await stage.say("Lisa, are you there?")
    await stage.say("Oscar, and you?", place=thread)
    stage.llm.add("lisa", "turn", says("Back again."))
    stage.llm.add("oscar", "turn", says("Me too."))
    await stage.restart()
    await stage.spoken(2)
    assert await stage.said() == [("Lisa Carter", "Back again.")]
    assert await stage.said(thread) == [("Oscar Mora", "Me too.")]
    await stage.restart()
    assert len(stage.executions()) == 2


async def test_a_storm_of_limits_delays_speech_and_loses_none(stage: Stage) -> None:
    stage.llm.add("lisa", "turn", says("Patience."))
    stage.discord.rate_limit_next(EXECUTE, n=4, retry_after=0.5)
    await stage.say("Lisa, hurry!")
    for count in range(1, 5):
        await stage.until(lambda count=count: len(stage.executions()) >= count)
        await stage.calm()
        assert len(stage.executions()) == count
        await stage.pass_time(0.5)
    await stage.spoken()
    assert await stage.said() == [("Lisa Carter", "Patience.")]


async def test_many_lines_at_once_trip_no_limit(stage: Stage) -> None:
    lines = [f"line {number}" for number in range(6)]
    for three in (lines[:3], lines[3:]):
        talks: list[JsonValue] = [{"type": "TALK", "content": line} for line in three]
        stage.llm.add("lisa", "turn", {"floor": "speak", "actions": talks})
    await stage.say("Lisa, begin")
    await stage.spoken(3)
    await stage.say("Lisa, go on")
    await stage.until(lambda: len(stage.executions()) == 5)
    await settle()
    await stage.clock.advance(2)
    await stage.spoken(6)
    assert [text for _, text in await stage.said()] == lines
    assert {execution.status for execution in stage.executions()} == {200}


async def test_a_deleted_webhook_is_repaired(stage: Stage) -> None:
    stage.llm.add("lisa", "turn", says("One."), says("Two."))
    await stage.say("Lisa, count")
    await stage.spoken()
    (webhook,) = await stage.call("GET", f"/channels/{stage.channel.id}/webhooks")
    await stage.call("DELETE", f"/webhooks/{webhook['id']}")
    await stage.say("Lisa, go on")
    await stage.spoken(2)
    assert await stage.said() == [("Lisa Carter", "One."), ("Lisa Carter", "Two.")]


async def test_a_post_whose_answer_was_lost_stands_exactly_once(stage: Stage) -> None:
    stage.llm.add("lisa", "turn", says("Once."))
    stage.discord.lose_next(EXECUTE)
    await stage.say("Lisa, say it once")
    await stage.until(lambda: len(stage.executions()) == 1)
    await stage.calm()
    await stage.pass_time(11)
    assert await stage.said() == [("Lisa Carter", "Once.")]
    assert len(stage.executions()) == 1
    assert (await stage.stores.worlds.counts(stage.world.id)).unsent == 0


async def test_a_post_whose_connection_broke_before_it_arrived_is_made_again(stage: Stage) -> None:
    stage.llm.add("lisa", "turn", says("Once."))
    stage.discord.reset_next(EXECUTE)
    async with stage.told("message"):
        await stage.say("Lisa, say it once")
    assert await stage.said() == []
    await stage.pass_time(11)
    await stage.spoken()
    assert await stage.said() == [("Lisa Carter", "Once.")]


async def test_a_missing_permission_pauses_the_world_and_says_so(powerless_stage: Stage) -> None:
    stage = powerless_stage
    stage.llm.add("lisa", "turn", says("Nobody hears me."))
    await stage.say("Lisa, hello")
    await stage.until(lambda: any("Manage Webhooks" in str(e.body) for e in stage.discord.requests))
    await stage.calm()
    assert "**Manage Webhooks**" in (await stage.lines())[-1][1]
    assert (await stage.stores.worlds.get(stage.world.id)).status is WorldStatus.PAUSED
    assert any("Manage Webhooks" in problem for problem in stage.app.problems)


async def test_what_was_asked_while_a_world_was_paused_is_answered_after_the_resume(
    powerless_stage: Stage,
) -> None:
    stage = powerless_stage
    stage.llm.add("lisa", "turn", says("Nobody hears me."))
    await stage.say("Lisa, hello")
    await stage.until(lambda: any("Manage Webhooks" in str(e.body) for e in stage.discord.requests))
    await stage.calm()
    async with stage.told("message"):
        await stage.say("Lisa, are you all right?")
    async with stage.told("message"):
        await stage.say("Oscar, and you?")
    await stage.pass_time(60)
    assert (await stage.stores.worlds.get(stage.world.id)).status is WorldStatus.PAUSED
    (role,) = [role for role in stage.guild.roles.values() if role.name == "Troupe"]
    stage.discord.set_permissions(role, stage.guild, BOT_PERMISSIONS)
    stage.llm.add("lisa", "turn", says("I am back."))
    stage.llm.add("oscar", "turn", says("So am I."))
    world = await stage.stores.worlds.resume(stage.world.id, "Ana")
    stage.app.pokes.poke(world.key)
    await stage.until(lambda: sum(e.status == 200 for e in stage.executions()) >= 2)
    await stage.calm()
    assert set(await stage.said()) == {("Lisa Carter", "I am back."), ("Oscar Mora", "So am I.")}


async def test_an_event_that_discord_py_cannot_read_costs_nothing_but_itself(stage: Stage) -> None:
    stage.llm.add("lisa", "turn", says("Still here."))
    place = {"channel_id": str(stage.channel.id), "guild_id": str(stage.guild.id)}
    event = GatewayEvent(
        "MESSAGE_CREATE", {"id": "1", **place, "content": "x", "author": None}, guild_id=stage.guild.id
    )
    stage.discord.realm.publish(event)
    await stage.say("Lisa, are you there?")
    await stage.spoken()
    assert await stage.said() == [("Lisa Carter", "Still here.")]
    assert any("MESSAGE_CREATE" in problem for problem in stage.app.problems)


async def test_of_too_many_missed_messages_the_newest_are_read_and_the_gap_is_told(
    durable_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = durable_stage
    monkeypatch.setattr("bot.gateway.catch_up.LIMIT", 3)
    await stage.app.stop()
    for number in range(6):
        await stage.say(f"remark {number}")
    await stage.say("Lisa, are you there?")
    stage.llm.add("lisa", "turn", says("Back again."))
    await stage.restart()
    await stage.spoken()
    heard = [e.text for e in await stage.stores.transcripts.read(stage.world.id) if e.author.kind == "human"]
    assert heard == ["remark 4", "remark 5", "Lisa, are you there?"]
    notices = [text for _, text in await stage.lines() if "I was away" in text]
    assert len(notices) == 1
    await stage.restart()
    assert len([text for _, text in await stage.lines() if "I was away" in text]) == 1
    assert len(stage.executions()) == 1
