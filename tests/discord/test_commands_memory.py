"""/memory on simcord's Discord: what somebody remembers, shown to those who run the channel alone."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest_asyncio

from tests.discord.command_stage import Stage, raised_stage, told
from troupe.core.clock import ManualClock
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
