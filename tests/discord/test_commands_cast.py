"""/cast on simcord's Discord: people come, go, are listed and shown."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest_asyncio

from tests.discord.command_stage import Stage, raised_stage, told
from troupe.clock import ManualClock


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


async def names(stage: Stage) -> list[str]:
    return [p.name for p in await stage.stores.casts.of((await stage.world()).id)]


async def test_a_person_is_added_and_removed(stage: Stage) -> None:
    await stage.open()
    told(await stage.runner.slash(stage.channel, "cast add", persona="ewan-moss"))
    assert await names(stage) == ["Ana Sol", "Ben Ray", "Ewan Moss"]
    told(await stage.runner.slash(stage.channel, "cast remove", person="Ben"))
    assert await names(stage) == ["Ana Sol", "Ewan Moss"]


async def test_somebody_already_here_is_refused_in_private(stage: Stage) -> None:
    await stage.open()
    assert "Ana Sol" in stage.refused(await stage.runner.slash(stage.channel, "cast add", persona="ana-sol"))
    assert await names(stage) == ["Ana Sol", "Ben Ray"]


async def test_the_list_shows_everyone_as_simulated(stage: Stage) -> None:
    await stage.open()
    embed = told(await stage.runner.slash(stage.channel, "cast list"))
    assert "**Ana Sol**, 31, Baker, Lisbon" in (embed.description or "")
    assert "simulated" in (embed.footer.text or "")


async def test_someone_is_shown_with_face_and_as_simulated_here_or_from_the_library(stage: Stage) -> None:
    await stage.open()
    here = await stage.runner.slash(stage.channel, "cast show", person="ana")
    embed = told(here)
    assert embed.title == "Ana Sol"
    assert "simulated person, here" in (embed.footer.text or "")
    assert here.response is not None
    assert [file.filename for file in here.response.attachments] == ["face.png"]
    other = told(await stage.runner.slash(stage.channel, "cast show", person="Dora Finch"))
    assert "library" in (other.footer.text or "")


async def test_those_here_and_those_of_the_library_are_offered(stage: Stage) -> None:
    world = await stage.open()
    ana, ben = await stage.stores.casts.of(world.id)
    leaving = await stage.runner.autocomplete(stage.channel, "cast remove", "person", "")
    assert [choice["value"] for choice in leaving] == [ana.id, ben.id]
    coming = await stage.runner.autocomplete(stage.channel, "cast add", "persona", "diver")
    assert [choice["name"] for choice in coming] == ["Cleo Vale, Diver"]
    shown = await stage.runner.autocomplete(stage.channel, "cast show", "person", "")
    assert [choice["value"] for choice in shown] == [ana.id, ben.id, "cleo-vale", "dora-finch", "ewan-moss"]


async def test_where_nobody_lives_nobody_is_offered(stage: Stage) -> None:
    assert await stage.runner.autocomplete(stage.channel, "cast remove", "person", "") == []
