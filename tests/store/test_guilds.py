"""What a community settles: defaults, changes that do not overwrite each other, and the wall between tenants."""

import asyncio
from collections.abc import Callable

import pytest
from pydantic import ValidationError

from tests.store.stage import Stage, thinks
from troupe.ports import Database
from troupe.worlds.guild_settings import GuildSettings


async def test_a_community_that_settled_nothing_has_the_defaults(database: Database) -> None:
    assert await database.tenant("guild:1").guilds.get() == GuildSettings()


async def test_changes_made_at_once_are_all_kept(database: Database) -> None:
    guilds = database.tenant("guild:1").guilds

    def adding(proxy: str) -> Callable[[GuildSettings], GuildSettings]:
        return lambda old: old.model_copy(update={"proxies": (*old.proxies, proxy)})

    await asyncio.gather(*(guilds.change(adding(proxy)) for proxy in "abcdefgh"))
    assert sorted((await guilds.get()).proxies) == list("abcdefgh")
    assert await database.tenant("guild:2").guilds.get() == GuildSettings()


async def test_a_change_that_fails_leaves_everything_as_it_was(database: Database) -> None:
    guilds = database.tenant("guild:1").guilds
    await guilds.change(lambda _: GuildSettings(time_zone="Europe/Lisbon", usd_per_day=2.5))

    def bad(_: GuildSettings) -> GuildSettings:
        return GuildSettings(time_zone="Mars/Olympus")

    with pytest.raises(ValidationError, match="is no time zone"):
        await guilds.change(bad)
    assert await guilds.get() == GuildSettings(time_zone="Europe/Lisbon", usd_per_day=2.5)


async def test_a_turn_is_played_by_the_model_that_was_chosen_when_it_was_claimed(stage: Stage) -> None:
    await stage.stores.guilds.change(lambda old: old.model_copy(update={"model": "grand"}))
    turn = await stage.one_turn("Hello?")
    assert turn.scene.model == "grand"
    await stage.commit(turn, thinks("Hm."))
    await stage.stores.guilds.change(lambda old: old.model_copy(update={"model": None}))
    assert (await stage.one_turn("And now?")).scene.model is None
