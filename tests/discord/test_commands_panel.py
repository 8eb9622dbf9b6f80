"""/panel on simcord's Discord: saved from a channel, brought into another, fresh or with memories."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
import simcord
from simcord.backend.errors import SetupError
from simcord.builders import ChannelHandle

from tests.discord.command_stage import Stage, raised_stage, told
from tests.store.stage import grant_unread, never_adds, says
from troupe.core.clock import ManualClock
from troupe.core.usage import Estimate
from troupe.ports import Cap
from troupe.worlds.mind_state import MindState
from troupe.worlds.transcript import HumanAuthor, HumanMessage
from troupe.worlds.world import Person


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


async def saved(stage: Stage, name: str = "Tuesday table") -> str:
    """A panel of Ana and Ben, who feel something by now; its id."""
    await stage.open()
    world = await stage.world()
    message = HumanMessage(
        channel_id=str(stage.channel.id),
        place=str(stage.channel.id),
        message_id="1",
        order=1,
        author=HumanAuthor(id="7", name="Tom"),
        text="Cake?",
        at=stage.house.clock.now(),
    )
    await stage.stores.mailbox.post(world.id, message, lambda _message, _people: None)
    claimed = await stage.stores.turns.claim(world.id, grant_unread, lambda _: Estimate(tokens=1), Cap(), 60)
    for turn in claimed.turns:
        await stage.stores.turns.commit(turn, says("Yes.", mood="hungry"), never_adds)
    told(await stage.runner.slash(stage.channel, "panel save", name=name))
    return (await stage.stores.panels.get(name)).id


async def use(stage: Stage, channel: ChannelHandle, label: str) -> simcord.InteractionResult:
    asked = await stage.runner.slash(channel, "panel use", name="Tuesday table")
    assert asked.response is not None
    return await stage.runner.click(asked.response, label=label)


async def living(stage: Stage, channel: ChannelHandle) -> tuple[Person, ...]:
    world = await stage.stores.worlds.at_channel(str(channel.id))
    assert world is not None
    return await stage.stores.casts.of(world.id)


async def test_a_panel_is_brought_fresh_into_a_channel_where_nobody_lives(stage: Stage) -> None:
    await saved(stage)
    attic = stage.guild.create_text_channel("attic")
    done = told(await use(stage, attic, "Fresh"))
    assert done.title == "Tuesday table is in #attic"
    people = await living(stage, attic)
    assert [person.name for person in people] == ["Ana Sol", "Ben Ray"]
    assert [person.state for person in people] == [MindState(), MindState()]


async def test_with_memories_they_keep_what_they_felt_and_wanted(stage: Stage) -> None:
    await saved(stage)
    attic = stage.guild.create_text_channel("attic")
    done = told(await use(stage, attic, "With memories"))
    assert "feelings" in (done.description or "")
    assert [person.state.emotions for person in await living(stage, attic)] == ["hungry", "hungry"]


async def test_with_memories_they_are_told_what_they_heard(stage: Stage) -> None:
    await saved(stage)
    attic = stage.guild.create_text_channel("attic")
    done = told(await use(stage, attic, "With memories"))
    assert "all know a summary" in (done.description or "")
    world = await stage.stores.worlds.at_channel(str(attic.id))
    assert world is not None
    briefed = [e for e in await stage.stores.transcripts.read(world.id) if e.kind == "briefed"]
    assert len(briefed) == 2
    assert "Cake" in briefed[0].text


async def test_where_the_budget_has_no_room_they_come_without_a_summary_and_that_is_said(stage: Stage) -> None:
    await saved(stage)
    await stage.stores.guilds.change(lambda old: old.model_copy(update={"tokens_per_day": 1}))
    attic = stage.guild.create_text_channel("attic")
    done = told(await use(stage, attic, "With memories"))
    assert "No summary for Ana Sol: today's budget" in (done.description or "")
    assert [person.state.emotions for person in await living(stage, attic)] == ["hungry", "hungry"]


async def test_where_people_live_those_who_are_missing_join(stage: Stage) -> None:
    await saved(stage)
    attic = stage.guild.create_text_channel("attic")
    await stage.runner.slash(attic, "world open", people="ben, cleo")
    done = told(await use(stage, attic, "With memories"))
    assert "Here already, and as they are: Ben Ray." in (done.description or "")
    people = await living(stage, attic)
    assert [(person.name, person.state.emotions) for person in people] == [
        ("Ben Ray", ""),
        ("Cleo Vale", ""),
        ("Ana Sol", "hungry"),
    ]


async def test_panels_are_listed_shown_and_offered(stage: Stage) -> None:
    assert "No panel is saved" in (told(await stage.runner.slash(stage.channel, "panel list")).description or "")
    panel_id = await saved(stage)
    listed = told(await stage.runner.slash(stage.channel, "panel list")).description or ""
    assert "**Tuesday table** · **Ana Sol**, **Ben Ray**" in listed
    shown = told(await stage.runner.slash(stage.channel, "panel show", name=panel_id))
    assert "**Ana Sol**, 31, Baker, Lisbon" in (shown.description or "")
    assert "by Rita" in (shown.description or "")
    offered = await stage.runner.autocomplete(stage.channel, "panel use", "name", "TABLE")
    assert [(choice["name"], choice["value"]) for choice in offered] == [
        ("Tuesday table: Ana Sol, Ben Ray", panel_id)
    ]


async def test_a_panel_is_removed_once_that_was_meant(stage: Stage) -> None:
    await saved(stage)
    asked = await stage.runner.slash(stage.channel, "panel remove", name="tuesday table")
    assert len(await stage.stores.panels.all()) == 1
    assert asked.response is not None
    await stage.runner.click(asked.response, label="Remove")
    assert await stage.stores.panels.all() == ()
    assert len(await living(stage, stage.channel)) == 2


async def test_a_taken_name_an_unknown_one_and_an_empty_channel_are_refused(stage: Stage) -> None:
    attic = stage.guild.create_text_channel("attic")
    assert "Nobody lives in" in stage.refused(await stage.runner.slash(attic, "panel save", name="none"))
    await saved(stage)
    again = await stage.runner.slash(stage.channel, "panel save", name="TUESDAY TABLE")
    assert "already" in stage.refused(again)
    unknown = await stage.runner.slash(stage.channel, "panel use", name="Friday")
    assert "/panel list" in stage.refused(unknown)


async def test_panels_take_manage_channels(stage: Stage) -> None:
    with pytest.raises(SetupError, match="default-member-permissions"):
        await stage.talker.slash(stage.channel, "panel list")
