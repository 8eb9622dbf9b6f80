"""/world on simcord's Discord: open, close, resume, mode, status; who may; what is missing."""

from collections.abc import AsyncGenerator
from pathlib import Path

import discord
import pytest
import pytest_asyncio
from simcord.backend.errors import SetupError

from tests.discord.answers import cards, press, refusal
from tests.discord.command_stage import Stage, raised_stage, told
from troupe.core.clock import ManualClock
from troupe.worlds.world import Mode, WorldStatus


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


async def test_opening_seats_the_named_people_and_queues_a_public_notice(stage: Stage) -> None:
    result = await stage.runner.slash(stage.channel, "world open", people="cleo-vale, Ana Sol", mode="roundtable")
    assert "lounge" in (told(result).title or "")
    world = await stage.world()
    assert (world.mode, world.status, world.name) == (Mode.ROUNDTABLE, WorldStatus.OPEN, "lounge")
    assert [p.name for p in await stage.stores.casts.of(world.id)] == ["Cleo Vale", "Ana Sol"]
    head = await stage.stores.outbox.head(world.id)
    assert head is not None
    assert head.kind == "notice"
    assert "Simulated people" in head.text
    assert "understudy" in head.text
    assert stage.house.pokes.poked == [world.key]


async def test_opening_without_names_brings_the_first_four(stage: Stage) -> None:
    await stage.runner.slash(stage.channel, "world open")
    people = await stage.stores.casts.of((await stage.world()).id)
    assert [p.name for p in people] == ["Ana Sol", "Ben Ray", "Cleo Vale", "Dora Finch"]


async def test_two_worlds_get_different_seeds(stage: Stage) -> None:
    first = await stage.open()
    await stage.close()
    assert (await stage.open()).seed != first.seed


async def test_exactly_the_missing_permissions_are_named_and_nothing_is_opened(stage: Stage) -> None:
    assert stage.bot.user is not None
    denied = discord.PermissionOverwrite(manage_webhooks=False, add_reactions=False)
    stage.channel = stage.guild.create_text_channel("locked", overwrites={stage.bot.user: denied})
    result = await stage.runner.slash(stage.channel, "world open")
    text = stage.refused(result)
    assert "**Manage Webhooks**" in text
    assert "**Add Reactions**" in text
    assert "Send Messages" not in text
    assert f"<#{stage.channel.id}>" in text
    assert await stage.stores.worlds.at_channel(str(stage.channel.id)) is None


async def test_a_second_world_in_a_channel_is_refused_with_the_way_on(stage: Stage) -> None:
    await stage.open()
    result = await stage.runner.slash(stage.channel, "world open")
    assert "/cast add" in stage.refused(result)


async def test_an_unknown_name_is_answered_in_private_with_the_nearest(stage: Stage) -> None:
    result = await stage.runner.slash(stage.channel, "world open", people="anna sol")
    assert "ana-sol" in stage.refused(result)


async def test_a_command_in_a_thread_is_about_the_channels_world(stage: Stage) -> None:
    world = await stage.open()
    channel = stage.bot.get_channel(stage.channel.id)
    assert isinstance(channel, discord.TextChannel)
    message = await stage.runner.send(stage.channel, "a thread, please")
    await channel.create_thread(name="aside", message=discord.Object(message.id))
    (thread,) = stage.channel.threads
    await stage.runner.slash(thread, "world mode", mode="manual")
    assert (await stage.stores.worlds.get(world.id)).mode is Mode.MANUAL


async def test_closing_asks_first_then_ends_the_world_and_says_so(stage: Stage) -> None:
    world = await stage.open()
    question = await stage.runner.slash(stage.channel, "world close")
    (asked,) = cards(question)
    assert asked.title == "Let everyone in #lounge go?"
    assert "**Ana Sol**" in (asked.description or "")
    assert (await stage.stores.worlds.get(world.id)).status is WorldStatus.OPEN
    (closed,) = cards(await press(stage, question, "Close"))
    assert closed.title == "#lounge is an ordinary channel again"
    assert (await stage.stores.worlds.get(world.id)).status is WorldStatus.CLOSED
    result = await stage.runner.slash(stage.channel, "world close")
    assert "/world open" in stage.refused(result)


async def test_an_old_question_does_not_close_the_world_that_came_after(stage: Stage) -> None:
    await stage.open()
    question = await stage.runner.slash(stage.channel, "world close")
    await stage.close()
    later = await stage.open()
    assert refusal(await press(stage, question, "Close")) == "That world is closed already."
    assert (await stage.stores.worlds.get(later.id)).status is WorldStatus.OPEN


async def test_resuming_wakes_a_stopped_world(stage: Stage) -> None:
    world = await stage.open()
    await stage.talker.slash(stage.channel, "stop")
    told(await stage.runner.slash(stage.channel, "world resume"))
    resumed = await stage.stores.worlds.get(world.id)
    assert resumed.status is WorldStatus.OPEN
    assert resumed.epoch > world.epoch
    result = await stage.runner.slash(stage.channel, "world resume")
    assert "listening" in stage.refused(result)


async def test_the_mode_is_changed_and_recorded(stage: Stage) -> None:
    await stage.open()
    told(await stage.runner.slash(stage.channel, "world mode", mode="manual"))
    assert (await stage.world()).mode is Mode.MANUAL
    assert "setting" in [event.kind for event in await stage.record()]


async def test_status_tells_people_model_spending_and_problems(stage: Stage) -> None:
    stage.house.problems = ("the slash commands could not be registered",)
    await stage.open()
    embed = told(await stage.runner.slash(stage.channel, "world status"))
    fields = {f.name or "": f.value or "" for f in embed.fields}
    assert "Ana Sol" in fields["People (2)"]
    assert "ambient" in fields["Mode"]
    assert "no language model" in fields["Played by"]
    assert "of 1,000" in fields["Spent today, this server"]
    assert "1 unsent" in fields["On the way"]
    assert "could not be registered" in fields["Problems"]


async def test_those_without_manage_channels_do_not_even_see_world_and_cast(stage: Stage) -> None:
    names = {name.split()[0] for name in stage.talker.available_commands(stage.channel)}
    assert names == {"ask", "who", "stop", "help", "persona", "privacy", "focusgroup"}  # for researchers as well
    with pytest.raises(SetupError, match="default-member-permissions"):
        await stage.talker.slash(stage.channel, "world close")


async def test_people_are_offered_one_after_the_other(stage: Stage) -> None:
    offered = await stage.runner.autocomplete(stage.channel, "world open", "people", "ana-sol, d")
    assert [choice["value"] for choice in offered] == [
        "ana-sol, ben-ray",
        "ana-sol, cleo-vale",
        "ana-sol, dora-finch",
        "ana-sol, ewan-moss",
    ]
    first = await stage.runner.autocomplete(stage.channel, "world open", "people", "judge")
    assert [choice["value"] for choice in first] == ["dora-finch"]


async def test_a_server_chooses_its_model_among_those_offered(stage: Stage) -> None:
    shown = told(await stage.runner.slash(stage.channel, "world model"))
    assert "understudy" in (shown.description or "")
    chosen = told(await stage.runner.slash(stage.channel, "world model", model="Grand"))
    assert "**grand**" in (chosen.description or "")
    assert (await stage.stores.guilds.get()).model == "grand"
    await stage.open()
    head = await stage.stores.outbox.head((await stage.world()).id)
    assert head is not None
    assert "**grand**" in head.text


async def test_a_model_that_is_not_offered_is_refused_with_those_that_are(stage: Stage) -> None:
    refused = stage.refused(await stage.runner.slash(stage.channel, "world model", model="huge"))
    assert "Huge is not offered here; there is understudy, grand" in refused
    assert (await stage.stores.guilds.get()).model is None


async def test_a_chosen_model_that_is_offered_no_more_shows_in_the_status(stage: Stage) -> None:
    await stage.open()
    await stage.stores.guilds.change(lambda old: old.model_copy(update={"model": "gone"}))
    card = told(await stage.runner.slash(stage.channel, "world status"))
    played = next(field.value or "" for field in card.fields if field.name == "Played by")
    assert "understudy" in played
    assert "**gone**" in played
