"""/memory on simcord's Discord: what somebody remembers, shown to those who run the channel alone."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest_asyncio
import simcord

from tests.discord.command_stage import Stage, raised_stage, told
from tests.store.stage import costs, never_adds, only, outcome
from troupe.core.clock import ManualClock
from troupe.engine.memory_maker import MemoryMaker
from troupe.memory.experience import SILENCE
from troupe.minds.gate.secrets import Secrets
from troupe.ports import Cap
from troupe.worlds.transcript import HumanAuthor, HumanMessage


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


async def hear(stage: Stage, text: str, order: int) -> None:
    world = await stage.world()
    message = HumanMessage(
        channel_id=str(stage.channel.id),
        place=str(stage.channel.id),
        message_id=str(order),
        order=order,
        author=HumanAuthor(id="7", name="Zoe"),
        text=text,
        at=stage.house.clock.now(),
    )
    await stage.stores.mailbox.post(world.id, message, lambda _message, _people: None)


async def test_what_somebody_remembers_is_found_by_a_question(stage: Stage) -> None:
    await stage.open()
    await hear(stage, "I adopted two kittens.", 1)
    await hear(stage, "The soup was fine.", 2)
    found = told(
        await stage.runner.slash(stage.channel, "memory search", person="ana", question="Who adopts a kitten?")
    )
    assert found.title == "What Ana Sol remembers"
    first = (found.description or "").splitlines()[0]
    assert first.endswith("**Zoe**: I adopted two kittens.")
    assert f"/{stage.channel.id}/1)" in first


async def test_what_nobody_said_is_not_remembered(stage: Stage) -> None:
    await stage.open()
    found = told(await stage.runner.slash(stage.channel, "memory search", person="ana", question="helicopter"))
    assert (found.description or "").startswith("Nothing of the kind.")


async def test_only_who_runs_the_channel_may_look(stage: Stage) -> None:
    """A server may give the command to anyone; what was said to somebody alone is not for everyone."""
    await stage.open()
    command = next(each for each in await stage.bot.tree.fetch_commands() if each.name == "memory")
    stage.guild.set_command_permissions(command, {stage.talker: True})
    result = await stage.talker.slash(stage.channel, "memory search", person="ana", question="kittens")
    assert "**Manage Channels**" in stage.refused(result)


async def test_what_somebody_keeps_in_memory_is_shown_and_changed(stage: Stage) -> None:
    world = await stage.open()
    ana, _ = await stage.stores.casts.of(world.id)
    for order, text in enumerate(
        ("The meeting is on Monday.", "It rains.", "As it does.", "The soup was fine."), 1
    ):
        await hear(stage, text, order)
    for turn in (await stage.stores.turns.claim(world.id, only(ana.id), costs(1), Cap(), 60.0)).turns:
        await stage.stores.turns.commit(turn, outcome(), never_adds)
    assert "Nothing yet" in (told(await slash(stage, "show")).description or "")
    await consolidated(stage)
    shown = told(await slash(stage, "show")).description or ""
    assert f"/{stage.channel.id}/1)" in shown
    assert "The meeting is on Monday." in shown
    fact = next(memory for memory in await stage.stores.memories.kept(ana.id) if memory.about == "meeting")
    pinned = told(await slash(stage, "pin", memory=fact.id))
    assert (pinned.title, (pinned.description or "")[0]) == ("Ana Sol bears it in mind from now on", "📌")
    edited = told(await slash(stage, "edit", memory=fact.id, text="The meeting is on Monday at nine."))
    assert "at nine" in (edited.description or "")
    assert "~~“The meeting is on Monday.”~~" in (told(await slash(stage, "show")).description or "")
    newer = next(memory for memory in await stage.stores.memories.kept(ana.id) if memory.pinned)
    assert told(await slash(stage, "forget", memory=newer.id)).title == "Ana Sol has forgotten it"
    assert "at nine" not in (told(await slash(stage, "show")).description or "")


async def slash(stage: Stage, name: str, **options: str) -> simcord.InteractionResult:
    return await stage.runner.slash(stage.channel, f"memory {name}", person="ana", **options)


async def consolidated(stage: Stage) -> None:
    """It has been silent for a while, and memories were made."""
    await stage.house.clock.advance(SILENCE + 1)
    await MemoryMaker(stage.house.database, stage.house.jobs, Secrets()).look(stage.stores.tenant)
    await stage.house.jobs.look(stage.stores.tenant)
    await stage.house.jobs.idle()
