"""/ask, /who, /stop and /help on simcord's Discord, for everyone who may speak."""

from collections.abc import AsyncGenerator
from pathlib import Path

import discord
import pytest_asyncio

from tests.discord.command_stage import Stage, raised_stage, told
from troupe.core.clock import ManualClock
from troupe.worlds.transcript import HumanAuthor
from troupe.worlds.world import WorldStatus


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


async def test_a_question_is_public_and_recorded_under_its_message(stage: Stage) -> None:
    world = await stage.open()
    ana, _ = await stage.stores.casts.of(world.id)
    result = await stage.talker.slash(stage.channel, "ask", person=ana.id, question="Is the bread done?")
    assert result.response is not None
    assert not result.response.ephemeral
    assert result.response.content == "**Tom** → **Ana Sol**: Is the bread done?"
    said = [event for event in await stage.record() if event.kind == "said"]
    assert [event.text for event in said] == ["Is the bread done?"]
    assert said[0].message_id == str(result.response.id)
    assert said[0].addressed == (ana.id,)
    assert said[0].author == HumanAuthor(id=str(stage.talker.id), name="Tom")


async def test_a_question_to_everyone_addresses_all(stage: Stage) -> None:
    world = await stage.open("ana, ben, cleo")
    people = await stage.stores.casts.of(world.id)
    result = await stage.talker.slash(stage.channel, "ask", person="everyone", question="Tea?")
    assert result.response is not None
    assert "**everyone**" in result.response.content
    said = [event for event in await stage.record() if event.kind == "said"]
    assert said[0].addressed == tuple(person.id for person in people)


async def test_a_question_in_a_thread_is_heard_there(stage: Stage) -> None:
    await stage.open()
    channel = stage.bot.get_channel(stage.channel.id)
    assert isinstance(channel, discord.TextChannel)
    message = await stage.talker.send(stage.channel, "a thread, please")
    await channel.create_thread(name="aside", message=discord.Object(message.id))
    (thread,) = stage.channel.threads
    await stage.talker.slash(thread, "ask", person="ben", question="Here?")
    said = [event for event in await stage.record() if event.kind == "said"]
    assert [event.place for event in said] == [str(thread.id)]


async def test_a_question_pings_nobody(stage: Stage) -> None:
    await stage.open()
    await stage.talker.slash(stage.channel, "ask", person="ben", question="@everyone look")
    last = stage.channel.last_message
    assert last is not None
    assert not last.mention_everyone


async def test_asking_a_stranger_or_a_stopped_world_is_refused_in_private(stage: Stage) -> None:
    await stage.open()
    stranger = await stage.talker.slash(stage.channel, "ask", person="Zora", question="Who are you?")
    assert "Zora" in stage.refused(stranger)
    await stage.talker.slash(stage.channel, "stop")
    silent = await stage.talker.slash(stage.channel, "ask", person="ana", question="Still there?")
    assert "/world resume" in stage.refused(silent)
    assert not [event for event in await stage.record() if event.kind == "said"]


async def test_those_here_and_everyone_are_offered(stage: Stage) -> None:
    await stage.open()
    offered = await stage.talker.autocomplete(stage.channel, "ask", "person", "")
    assert [choice["name"] for choice in offered] == ["Ana Sol, Baker", "Ben Ray, Bus driver", "everyone here"]


async def test_who_lists_those_here(stage: Stage) -> None:
    await stage.open()
    embed = told(await stage.talker.slash(stage.channel, "who"))
    assert "Ana Sol" in (embed.description or "")
    assert "Cleo" not in (embed.description or "")
    assert "silent" not in (embed.description or "")


async def test_who_says_that_all_were_silenced_and_how_they_wake(stage: Stage) -> None:
    await stage.open()
    await stage.talker.slash(stage.channel, "stop")
    embed = told(await stage.talker.slash(stage.channel, "who"))
    assert "silent until `/world resume`" in (embed.description or "")


async def test_stop_halts_the_world_and_cancels_what_was_queued(stage: Stage) -> None:
    world = await stage.open()
    told(await stage.talker.slash(stage.channel, "stop"))
    stopped = await stage.stores.worlds.get(world.id)
    assert stopped.status is WorldStatus.STOPPED
    assert stopped.epoch > world.epoch
    head = await stage.stores.outbox.head(world.id)
    assert head is not None
    assert "Tom stopped everyone" in head.text


async def test_help_needs_no_world(stage: Stage) -> None:
    embed = told(await stage.talker.slash(stage.channel, "help"))
    assert {field.name for field in embed.fields} >= {"Talk", "Ask", "Stop"}
    assert "Mute for me" in str(embed.to_dict())
    assert "Report" in str(embed.to_dict())


async def test_who_without_a_world_says_how_to_open_one(stage: Stage) -> None:
    assert "/world open" in stage.refused(await stage.talker.slash(stage.channel, "who"))


class Impatient(ManualClock):
    """A clock on which no wait takes any time: all work counts as slow."""

    async def sleep(self, seconds: float) -> None: ...


async def test_slow_work_is_deferred_in_private_and_still_answered(stage: Stage) -> None:
    await stage.open()
    stage.house.clock = Impatient()
    result = await stage.talker.slash(stage.channel, "who")
    assert "Ana Sol" in (told(result).description or "")
    assert was_deferred(stage)


async def test_a_slow_question_is_still_public_and_recorded_under_its_message(stage: Stage) -> None:
    await stage.open()
    stage.house.clock = Impatient()
    result = await stage.talker.slash(stage.channel, "ask", person="ana", question="Slow?")
    (public,) = result.followups
    assert public.content.endswith("Slow?")
    assert not public.ephemeral
    said = [event for event in await stage.record() if event.kind == "said"]
    assert [event.message_id for event in said] == [str(public.id)]


async def test_a_slow_question_that_cannot_be_put_is_refused_in_private(stage: Stage) -> None:
    await stage.open()
    stage.house.clock = Impatient()
    result = await stage.talker.slash(stage.channel, "ask", person="Zora", question="Slow?")
    assert "Zora" in stage.refused(result)
    assert was_deferred(stage)


def was_deferred(stage: Stage) -> bool:
    """Whether the last command was acknowledged before it was answered."""
    (*_, last) = (str(entry.json) for entry in stage.env.http_requests if entry.path.endswith("/callback"))
    return "'type': 5" in last
