"""Taking words back over real sockets, messages that a proxy says anew, and direct messages."""

import asyncio
from collections.abc import Sequence
from typing import Any

import discord

from bot.gateway.proxied_messages import HOLD
from tests.flow.stage import EXECUTE, LONG_STORY, Stage, says
from troupe.worlds.guild_settings import GuildSettings

DELETE = "DELETE /webhooks/{webhook}/{token}/messages/{message}"
CALLBACK = "POST /interactions/{interaction}/{token}/callback"


async def posted(stage: Stage, at: int = -1) -> int:
    """The id of a message that a webhook has posted."""
    answer = stage.executions()[at].answer
    assert isinstance(answer, dict)
    return int(str(answer["id"]))


async def choose(stage: Stage, menu: str, message: int) -> Any:
    """Choose a menu on a message, as the human; what the bot answers."""
    before = len(stage.discord.requests_to(CALLBACK))
    known = await stage.app.client.tree.fetch_commands()
    command = next(one for one in known if one.name == menu)
    assert command.type is discord.AppCommandType.message
    body = {
        "type": 2,
        "application_id": str(command.application_id),
        "guild_id": str(stage.guild.id),
        "channel_id": str(stage.channel.id),
        "data": {"id": str(command.id), "name": menu, "type": 3, "target_id": str(message)},
    }
    await stage.call("POST", "/interactions", body)
    await stage.until(lambda: len(stage.discord.requests_to(CALLBACK)) > before)
    await stage.calm()
    return stage.discord.requests_to(CALLBACK)[-1].body


async def told_a_story(stage: Stage) -> Sequence[int]:
    """Lisa tells it in two messages; their ids."""
    stage.llm.add("lisa", "turn", says(" ".join(LONG_STORY)))
    await stage.say("Lisa, tell me everything.")
    await stage.spoken(2)
    return [await posted(stage, 0), await posted(stage, 1)]


async def deleted(stage: Stage, count: int) -> None:
    """Until so many messages were deleted by the bot, and it has heard of that."""
    await stage.until(lambda: sum(e.status == 204 for e in stage.discord.requests_to(DELETE)) >= count)
    await stage.calm()


async def test_one_part_deleted_by_hand_takes_the_others_and_the_memory_along(stage: Stage) -> None:
    first, second = await told_a_story(stage)
    await stage.call("DELETE", f"/channels/{stage.channel.id}/messages/{second}")
    await deleted(stage, 1)
    assert await stage.said() == []
    assert str(first) in stage.discord.requests_to(DELETE)[0].path
    stage.llm.add("oscar", "turn", says("What story?"))
    await stage.say("Oscar, did you like the story?")
    await stage.spoken(3)
    assert "sentence number" not in stage.prompt()


async def test_what_is_deleted_by_hand_leaves_the_record_of_a_world_that_is_over(stage: Stage) -> None:
    first, second = await told_a_story(stage)
    await stage.stores.worlds.close(stage.world.id, "Ana")
    await stage.call("DELETE", f"/channels/{stage.channel.id}/messages/{first}")
    await deleted(stage, 1)
    assert str(second) in stage.discord.requests_to(DELETE)[0].path
    events = await stage.stores.transcripts.read(stage.world.id)
    assert not any("sentence number" in event.text for event in events)


async def test_whom_it_was_said_to_removes_it_from_the_menu(stage: Stage) -> None:
    _, second = await told_a_story(stage)
    answer = await choose(stage, "Remove", second)
    assert "Removed" in str(answer)
    await deleted(stage, 2)
    assert await stage.said() == []
    events = await stage.stores.transcripts.read(stage.world.id)
    assert [event.author.kind for event in events if event.kind == "removed"] == ["human"]


async def test_it_is_said_anew_in_place_of_the_old_words(stage: Stage) -> None:
    stage.llm.add("lisa", "turn", says("Go away."), says("Good morning, Ana."))
    await stage.say("Lisa, good morning!")
    await stage.spoken()
    assert "decides again" in str(await choose(stage, "Redo", await posted(stage)))
    await stage.spoken(2)
    await deleted(stage, 1)
    assert await stage.said() == [("Lisa Carter", "Good morning, Ana.")]
    assert "Go away" not in stage.prompt()
    assert stage.llm.requests[0].seed != stage.llm.requests[1].seed


async def test_a_stop_while_it_is_decided_anew_posts_nothing_and_still_deletes(stage: Stage) -> None:
    stage.llm.add("lisa", "turn", says("Go away."), says("Too late."))
    await stage.say("Lisa, good morning!")
    await stage.spoken()
    stage.gate.clear()
    await choose_without_calm(stage, await posted(stage))
    async with asyncio.timeout(10):
        await stage.llm.asked(2)
    async with stage.told("message"):
        await stage.say("stop")
    await stage.until(lambda: bool(stage.discord.requests_to(DELETE)))
    stage.gate.set()
    await stage.calm()
    assert await stage.said() == []


async def choose_without_calm(stage: Stage, message: int) -> None:
    world = stage.world
    (event,) = [e for e in await stage.stores.transcripts.read(world.id) if e.message_id == str(message)]
    account = await stage.stores.moderation.account(world.id, event.message_id or "")
    assert account.answered is not None
    assert account.answered.author.kind == "human"
    await stage.stores.moderation.redo(world.id, str(message), account.answered.author)
    stage.app.pokes.poke(world.key)


class Proxy:
    """A bot that says what members write under other names, through a webhook of its own."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.token = stage.discord.create_bot("Plural")
        self.hook = ""

    async def begin(self) -> None:
        made = await self.stage.call(
            "POST", f"/channels/{self.stage.channel.id}/webhooks", {"name": "Plural"}, f"Bot {self.token}"
        )
        self.hook = f"/webhooks/{made['id']}/{made['token']}"
        application = str(self.stage.discord.user_of(self.token).id)
        await self.stage.stores.guilds.change(lambda _: GuildSettings(proxies=(application,)))

    async def say(self, text: str, name: str = "Aster") -> None:
        async with self.stage.told("message"):
            await self.stage.call("POST", self.hook, {"content": text, "username": name})

    async def delete(self, message: int) -> None:
        path = f"/channels/{self.stage.channel.id}/messages/{message}"
        async with self.stage.told("raw_message_delete"):
            await self.stage.call("DELETE", path, token=f"Bot {self.token}")


async def test_what_a_proxy_says_anew_is_answered_once_as_its_own(stage: Stage) -> None:
    proxy = Proxy(stage)
    await proxy.begin()
    async with stage.told("message"):
        original = await stage.say("A: Lisa, good morning!")
    assert stage.llm.requests == []
    stage.llm.add("lisa", "turn", says("Good morning, Aster."))
    await proxy.say("Lisa, good morning!")
    await proxy.delete(original)
    await stage.pass_time(HOLD)
    assert len(stage.llm.requests) == 1
    assert "Aster: Lisa, good morning!" in stage.prompt()
    assert "A: Lisa" not in stage.prompt()
    assert await stage.said() == [("Lisa Carter", "Good morning, Aster.")]


async def test_a_message_that_a_proxy_deletes_first_starts_no_turn(stage: Stage) -> None:
    proxy = Proxy(stage)
    await proxy.begin()
    async with stage.told("message"):
        original = await stage.say("A: Lisa, good morning!")
    await proxy.delete(original)
    await stage.pass_time(HOLD)
    assert stage.llm.requests == []
    await proxy.say("Lisa, good morning!")
    assert len(stage.llm.requests) == 1
    assert "Aster: Lisa, good morning!" in stage.prompt()


async def test_where_there_is_a_proxy_other_members_are_answered_a_moment_later(stage: Stage) -> None:
    proxy = Proxy(stage)
    await proxy.begin()
    async with stage.told("message"):
        await stage.say("Lisa, good morning!")
    assert stage.llm.requests == []
    await stage.pass_time(HOLD)
    assert len(stage.llm.requests) == 1


async def test_a_webhook_that_is_no_proxy_starts_no_turn(stage: Stage) -> None:
    proxy = Proxy(stage)
    await proxy.begin()
    await stage.stores.guilds.change(lambda _: GuildSettings())
    await proxy.say("Lisa, good morning!")
    assert stage.llm.requests == []


async def test_a_direct_message_gets_one_line_that_points_to_a_channel(stage: Stage) -> None:
    bot_id = stage.discord.user_of(stage.bot_token).id
    direct = await stage.call("POST", "/users/@me/channels", {"recipient_id": str(bot_id)})
    for text in ("Hello?", "Anybody?"):
        async with stage.told("message"):
            await stage.say(text, place=int(direct["id"]))
    answers = [text for name, text in await stage.lines(int(direct["id"])) if name == "Troupe"]
    assert len(answers) == 1
    assert f"<#{stage.channel.id}>" in answers[0]
    assert "\n" not in answers[0]
    assert stage.discord.requests_to(EXECUTE) == []
    await stage.clock.advance(3600)
    async with stage.told("message"):
        await stage.say("Still nobody?", place=int(direct["id"]))
    assert len([name for name, _ in await stage.lines(int(direct["id"])) if name == "Troupe"]) == 2


async def test_whoever_sees_no_world_is_told_how_to_have_one(stage: Stage) -> None:
    await stage.stores.worlds.close(stage.world.id, "Ana")
    bot_id = stage.discord.user_of(stage.bot_token).id
    direct = await stage.call("POST", "/users/@me/channels", {"recipient_id": str(bot_id)})
    async with stage.told("message"):
        await stage.say("Hello?", place=int(direct["id"]))
    (answer,) = [text for name, text in await stage.lines(int(direct["id"])) if name == "Troupe"]
    assert "/world open" in answer
