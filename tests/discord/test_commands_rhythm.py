"""/world rhythm on simcord's Discord: shown, set, refused in one line; what it offers."""

from collections.abc import AsyncGenerator
from datetime import time, timedelta
from pathlib import Path

import pytest_asyncio

from tests.discord.command_stage import Stage, raised_stage, told
from troupe.core.clock import ManualClock
from troupe.worlds.world_rhythm import Hours, Rhythm


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        await raised.open()
        yield raised


async def test_without_a_rhythm_the_way_to_one_is_shown(stage: Stage) -> None:
    embed = told(await stage.runner.slash(stage.channel, "world rhythm"))
    assert embed.title == "No rhythm"
    assert "/world rhythm every: 30 minutes" in (embed.description or "")
    assert (await stage.world()).rhythm is None


async def test_a_rhythm_is_set_shown_and_recorded_and_the_world_poked(stage: Stage) -> None:
    stage.house.pokes.poked.clear()
    options = {"every": "30 minutes", "quiet": "22-8", "per_day": 6, "time_zone": "berlin"}
    embed = told(await stage.runner.slash(stage.channel, "world rhythm", **options))
    world = await stage.world()
    assert world.rhythm == Rhythm(every=30, quiet=Hours(start=time(22), end=time(8)), per_day=6)
    assert world.next_beat_at is not None
    distance = world.next_beat_at - stage.house.clock.now()
    assert timedelta(minutes=22) <= distance <= timedelta(minutes=38)
    assert (await stage.stores.guilds.get()).time_zone == "Europe/Berlin"
    assert stage.house.pokes.poked == [world.key]
    assert "30 minutes" in (embed.title or "")
    assert "22:00 to 08:00 (Europe/Berlin)" in (embed.description or "")
    assert "6 times a day" in (embed.description or "")
    assert f"<t:{int(world.next_beat_at.timestamp())}:R>" in (embed.fields[0].value or "")
    assert "30 minutes, set by Rita" in [e.text.removeprefix("a rhythm of ") for e in await stage.record()]
    shown = told(await stage.runner.slash(stage.channel, "world rhythm"))
    assert shown.description == embed.description


async def test_the_status_shows_the_next_beat(stage: Stage) -> None:
    before = told(await stage.runner.slash(stage.channel, "world status"))
    assert "Rhythm" not in [field.name for field in before.fields]
    await stage.runner.slash(stage.channel, "world rhythm", every="2 hours")
    after = told(await stage.runner.slash(stage.channel, "world status"))
    (shown,) = [field.value or "" for field in after.fields if field.name == "Rhythm"]
    assert shown.startswith("about every 2 hours; next: <t:")


async def test_off_ends_it(stage: Stage) -> None:
    await stage.runner.slash(stage.channel, "world rhythm", every="30 minutes")
    embed = told(await stage.runner.slash(stage.channel, "world rhythm", every="off"))
    assert embed.title == "No rhythm"
    world = await stage.world()
    assert (world.rhythm, world.next_beat_at) == (None, None)


async def test_in_another_mode_the_card_says_why_nothing_comes(stage: Stage) -> None:
    await stage.runner.slash(stage.channel, "world mode", mode="manual")
    embed = told(await stage.runner.slash(stage.channel, "world rhythm", every="30 minutes"))
    assert "/world mode" in (embed.fields[0].value or "")


async def test_what_cannot_be_read_is_refused_with_an_example_and_changes_nothing(stage: Stage) -> None:
    given = (
        ({"every": "soon"}, "30 minutes"),
        ({"every": "30", "quiet": "night"}, "22:00-08:00"),
        ({"every": "30", "time_zone": "Middle-earth"}, "Europe/Berlin"),
        ({"per_day": 3}, "30 minutes"),
    )
    for options, example in given:
        result = await stage.runner.slash(stage.channel, "world rhythm", **options)
        assert example in stage.refused(result)
    assert (await stage.world()).rhythm is None
    assert "setting" not in [event.kind for event in await stage.record()]


async def test_a_new_time_zone_moves_the_next_beat(stage: Stage) -> None:
    await stage.runner.slash(stage.channel, "world rhythm", every="1 hour", quiet="22:00-08:00")
    before = (await stage.world()).next_beat_at
    await stage.runner.slash(stage.channel, "world rhythm", time_zone="Pacific/Auckland")
    after = (await stage.world()).next_beat_at
    assert before is not None
    assert after is not None
    assert after - before > timedelta(hours=9)


async def test_intervals_and_zones_are_offered(stage: Stage) -> None:
    offered = await stage.runner.autocomplete(stage.channel, "world rhythm", "every", "hours")
    assert [choice["value"] for choice in offered] == ["2 hours", "4 hours", "8 hours"]
    own = await stage.runner.autocomplete(stage.channel, "world rhythm", "every", "5 minutes")
    assert [choice["value"] for choice in own] == ["5 minutes"]
    assert await stage.runner.autocomplete(stage.channel, "world rhythm", "every", "now and then") == []
    zones = await stage.runner.autocomplete(stage.channel, "world rhythm", "time_zone", "new york")
    assert [choice["value"] for choice in zones] == ["America/New_York"]
    first = await stage.runner.autocomplete(stage.channel, "world rhythm", "time_zone", "")
    assert (len(first), first[0]["value"]) == (25, "UTC")
