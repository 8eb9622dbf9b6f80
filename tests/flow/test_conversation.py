"""Human message → persona webhook message, and the ways in which conversations go on, over real sockets."""

import asyncio

from pydantic import JsonValue

from bot.playground.server.state.discord_state import GatewayEvent
from tests.flow.stage import LONG_STORY, Stage, says
from troupe.worlds.world import WorldStatus


async def test_a_message_is_answered_by_the_person_it_is_for(stage: Stage) -> None:
    stage.llm.add("lisa", "turn", says("Good morning, Ana. Ping @everyone!"))
    await stage.say("Lisa, good morning!")
    await stage.spoken()
    assert await stage.said() == [("Lisa Carter", "Good morning, Ana. Ping @everyone!")]
    (execution,) = stage.executions()
    assert isinstance(execution.body, dict)
    assert execution.body["allowed_mentions"] == {"parse": []}
    assert str(execution.body["avatar_url"]).startswith(f"{stage.discord.cdn_base}/emojis/")
    assert "Ana: Lisa, good morning!" in stage.prompt()


async def test_silence_posts_nothing(stage: Stage) -> None:
    async with stage.told("message"):
        await stage.say("Lisa, good morning!")
    assert len(stage.llm.requests) == 1
    assert await stage.said() == []


async def test_a_message_in_a_thread_is_answered_there(stage: Stage) -> None:
    thread = await stage.thread("recipes")
    stage.llm.add("oscar", "turn", says("More garlic."))
    await stage.say("Oscar, what does it need?", place=thread)
    await stage.spoken()
    assert await stage.said(thread) == [("Oscar Mora", "More garlic.")]
    assert await stage.said() == []


async def test_a_message_is_heard_that_comes_before_word_of_its_thread(stage: Stage) -> None:
    tell, held = list(stage.discord.realm.listeners), list[GatewayEvent]()

    def out_of_order(event: GatewayEvent) -> None:
        if event.name == "THREAD_CREATE":
            held.append(event)
        else:
            for listener in tell:
                listener(event)

    stage.discord.realm.listeners[:] = [out_of_order]
    thread = await stage.thread("recipes")
    stage.llm.add("oscar", "turn", says("More garlic."), says("And thyme."))
    await stage.say("Oscar, what does it need?", place=thread)
    await stage.spoken()
    stage.discord.realm.listeners[:] = tell
    for event in held:
        stage.discord.realm.publish(event)
    await stage.say("Oscar, and what more?", place=thread)
    await stage.spoken(2)
    assert held
    assert await stage.said(thread) == [("Oscar Mora", "More garlic."), ("Oscar Mora", "And thyme.")]


async def test_replying_to_a_persons_message_addresses_them(stage: Stage) -> None:
    stage.llm.add("oscar", "turn", says("I cook."), says("Since I was six."))
    await stage.say("Oscar, what do you do?")
    await stage.spoken()
    answer = stage.executions()[0].answer
    assert isinstance(answer, dict)
    await stage.say("since when?", reply_to=int(str(answer["id"])))
    await stage.spoken(2)
    assert await stage.said() == [("Oscar Mora", "I cook."), ("Oscar Mora", "Since I was six.")]


async def test_what_is_edited_before_it_is_read_is_read_as_edited(stage: Stage) -> None:
    async with stage.told("message"):
        message = await stage.say("the soup is at seven")
    async with stage.told("raw_message_edit"):
        await stage.call("PATCH", f"/channels/{stage.channel.id}/messages/{message}", {"content": "soup at eight"})
    async with stage.told("message"):
        await stage.say("Lisa, when is the soup?")
    assert "soup at eight" in stage.prompt()
    assert "seven" not in stage.prompt()


async def test_what_is_deleted_is_not_read(stage: Stage) -> None:
    async with stage.told("message"):
        message = await stage.say("a secret")
    async with stage.told("raw_message_delete"):
        await stage.call("DELETE", f"/channels/{stage.channel.id}/messages/{message}")
    async with stage.told("message"):
        await stage.say("Lisa, hello")
    assert "a secret" not in stage.prompt()


async def test_what_was_said_in_a_deleted_thread_is_forgotten(stage: Stage) -> None:
    thread = await stage.thread("recipes")
    async with stage.told("message"):
        await stage.say("a secret", place=thread)
    async with stage.told("raw_thread_delete"):
        await stage.call("DELETE", f"/channels/{thread}")
    async with stage.told("message"):
        await stage.say("Lisa, hello")
    assert "a secret" not in stage.prompt()


async def test_a_deleted_channel_takes_its_world_with_it(stage: Stage) -> None:
    async with stage.told("guild_channel_delete"):
        await stage.call("DELETE", f"/channels/{stage.channel.id}")
    assert (await stage.stores.worlds.get(stage.world.id)).status is WorldStatus.CLOSED


async def test_long_speech_comes_in_parts_and_in_order(stage: Stage) -> None:
    stage.llm.add("lisa", "turn", says(" ".join(LONG_STORY)))
    await stage.say("Lisa, tell me everything.")
    await stage.spoken(2)
    parts = [text for _, text in await stage.said()]
    assert " ".join(parts) == " ".join(LONG_STORY)
    assert all(len(part) <= 2000 for part in parts)


async def test_a_reaction_is_put_on_the_message(stage: Stage) -> None:
    react: dict[str, JsonValue] = {"floor": "react", "actions": [{"type": "REACT", "content": "👍"}]}
    stage.llm.add("lisa", "turn", react)
    await stage.say("Lisa, we have won!")
    route = "PUT /channels/{channel}/messages/{message}/reactions/{emoji}/@me"
    await stage.until(lambda: len(stage.discord.requests_to(route)) == 1)
    await stage.calm()
    assert await stage.said() == []


async def test_stop_while_a_model_is_deciding_posts_nothing(stage: Stage) -> None:
    stage.llm.add("lisa", "turn", says("Too late."))
    stage.gate.clear()
    await stage.say("Lisa, good morning!")
    async with asyncio.timeout(10):
        await stage.llm.asked(1)
    async with stage.told("message"):
        await stage.say("stop")
    stage.gate.set()
    await stage.calm()
    assert await stage.said() == []
    assert stage.executions() == []
    world = await stage.stores.worlds.get(stage.world.id)
    assert world.status is WorldStatus.STOPPED
    events = await stage.stores.transcripts.read(stage.world.id)
    assert "halted" in [event.kind for event in events]


async def test_the_bots_own_words_and_other_bots_start_no_turn(stage: Stage) -> None:
    other = stage.discord.create_bot("Other")
    async with stage.told("message"):
        await stage.say("Lisa, hello", token=f"Bot {other}")
    assert stage.llm.requests == []


async def test_a_person_perceives_what_another_said_once_it_was_delivered(stage: Stage) -> None:
    stage.llm.add("lisa", "turn", says("I bake."))
    await stage.say("Lisa, what do you do?")
    await stage.spoken()
    async with stage.told("message"):
        await stage.say("Oscar, and you?")
    assert "Lisa Carter: I bake." in stage.prompt()


async def test_the_bot_types_while_somebody_addressed_thinks_for_long(stage: Stage) -> None:
    route = "POST /channels/{channel}/typing"
    stage.gate.clear()
    await stage.say("Lisa, think about it")
    async with asyncio.timeout(10):
        await stage.llm.asked(1)
    assert stage.discord.requests_to(route) == []
    await stage.clock.advance(1)
    await stage.until(lambda: len(stage.discord.requests_to(route)) == 1)
    stage.gate.set()
    await stage.calm()
    await stage.clock.advance(60)
    assert len(stage.discord.requests_to(route)) == 1
