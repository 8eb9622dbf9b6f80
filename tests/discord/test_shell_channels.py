"""Commands from a shell ask Discord where a channel belongs."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from bot.cli.running.rest_channel import ChannelUnreachable, find_home
from bot.environment.settings import Settings, load_settings
from bot.playground.server import DiscordChannel, DiscordGuild, LocalDiscord
from troupe.core.clock import SystemClock
from troupe.core.errors import BadInput, Misconfigured, NotFound


@dataclass
class Place:
    discord: LocalDiscord
    guild: DiscordGuild
    lounge: DiscordChannel
    settings: Settings


@pytest_asyncio.fixture
async def place() -> AsyncGenerator[Place]:
    async with LocalDiscord(SystemClock()) as discord:
        guild = discord.create_guild("Guild")
        lounge = discord.create_text_channel(guild, "lounge")
        token = discord.create_bot("Troupe")
        settings = load_settings({"DISCORD_TOKEN": token, "DISCORD_API_BASE": discord.api_base})
        yield Place(discord, guild, lounge, settings)


async def test_a_text_channel_is_its_own_home(place: Place) -> None:
    home = await find_home(place.settings, str(place.lounge.id), None)
    assert (home.channel_id, home.guild_id, home.name) == (str(place.lounge.id), str(place.guild.id), "lounge")


async def test_a_server_that_does_not_fit_the_channel_is_refused(place: Place) -> None:
    with pytest.raises(BadInput, match="--guild"):
        await find_home(place.settings, str(place.lounge.id), "1")


async def test_people_cannot_live_in_a_category(place: Place) -> None:
    category = place.discord.create_category(place.guild, "Rooms")
    with pytest.raises(BadInput, match="text channels"):
        await find_home(place.settings, str(category.id), None)


async def test_an_unknown_channel_is_named(place: Place) -> None:
    with pytest.raises(NotFound, match="--channel"):
        await find_home(place.settings, "42", None)


async def test_a_bad_token_is_named_and_not_shown(place: Place) -> None:
    bad = load_settings({"DISCORD_TOKEN": "bad-token", "DISCORD_API_BASE": place.discord.api_base})
    with pytest.raises(Misconfigured, match="DISCORD_TOKEN") as caught:
        await find_home(bad, str(place.lounge.id), None)
    assert "bad-token" not in str(caught.value)


async def test_a_discord_in_trouble_is_one_clear_error(place: Place) -> None:
    place.discord.fail_next("GET /channels/{channel}", 502)
    with pytest.raises(ChannelUnreachable, match="does not answer"):
        await find_home(place.settings, str(place.lounge.id), None)


async def test_without_a_token_the_server_must_be_named() -> None:
    with pytest.raises(Misconfigured, match="--guild"):
        await find_home(load_settings({}), "42", None)
    assert (await find_home(load_settings({}), "42", "7")).guild_id == "7"
