"""The first hour in a server: the card, the world it opens, the pinned notice and its buttons."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest_asyncio

from bot.delivery.notice_buttons import OPEN, custom_id
from bot.playground.server import DiscordChannel, DiscordGuild
from bot.playground.server.seeding import BOT_PERMISSIONS
from bot.playground.server.state import permission_bits as perm
from tests.flow.stage import Stage
from troupe.core.clock import ManualClock
from troupe.worlds.outbox import Offer
from troupe.worlds.world import WorldStatus

CALLBACK = "POST /interactions/{interaction}/{token}/callback"
PIN = "PUT /channels/{channel}/messages/pins/{message}"


class Village:
    """A second server, with two channels, to which the bot is invited."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.guild: DiscordGuild = stage.discord.create_guild("Village")
        self.square: DiscordChannel = stage.discord.create_text_channel(self.guild, "square")
        self.well: DiscordChannel = stage.discord.create_text_channel(self.guild, "well")
        self.mayor = stage.discord.create_member("Mia", owner=True, in_guilds=[self.guild])
        self.plain = stage.discord.create_member("Tom", in_guilds=[self.guild])

    @property
    def bot_id(self) -> int:
        return self.stage.discord.user_of(self.stage.bot_token).id

    async def invite(self, permissions: int = BOT_PERMISSIONS) -> None:
        async with self.stage.told("guild_join"):
            self.stage.discord.invite_bot(self.guild, self.bot_id, permissions=permissions)
        await self.stage.calm()

    async def messages(self, channel: DiscordChannel | None = None) -> list[dict[str, Any]]:
        where = (channel or self.square).id
        return await self.stage.call("GET", f"/channels/{where}/messages", token=self.mayor)

    async def press(self, message: dict[str, Any], known_as: str, token: str) -> dict[str, Any]:
        """Press a button; the answer, which only the presser sees."""
        before = len(self.stage.discord.requests_to(CALLBACK))
        body = {
            "type": 3,
            "application_id": str(self.bot_id),
            "guild_id": str(self.guild.id),
            "channel_id": message["channel_id"],
            "message_id": message["id"],
            "data": {"component_type": 2, "custom_id": known_as},
        }
        await self.stage.call("POST", "/interactions", body, token)
        await self.stage.until(lambda: len(self.stage.discord.requests_to(CALLBACK)) > before)
        await self.stage.calm()
        answer: Any = self.stage.discord.requests_to(CALLBACK)[-1].body
        assert answer["data"]["flags"] == 64
        return answer["data"]["embeds"][0]

    async def opened(self) -> dict[str, Any]:
        """Invite the bot and press the card's button; the notice of the world."""
        await self.invite()
        (shown,) = await self.messages()
        await self.press(shown, OPEN, self.mayor)
        await self.stage.until(lambda: bool(self.stage.discord.requests_to(PIN)))
        await self.stage.calm()
        return next(m for m in await self.messages() if "Simulated people live here" in m["content"])


@pytest_asyncio.fixture
async def village(clock: ManualClock, tmp_path: Path) -> AsyncIterator[Village]:
    stage = Stage(clock=clock, database_url=f"sqlite:///{tmp_path / 'troupe.sqlite3'}")
    await stage.raise_curtain()
    yield Village(stage)
    await stage.lower_curtain()


def ids(message: dict[str, Any]) -> list[str]:
    """The custom ids of a message's buttons."""
    return [part["custom_id"] for row in message["components"] for part in row["components"]]


async def test_joining_posts_one_card_with_a_button_in_the_system_channel(village: Village) -> None:
    await village.invite()
    (card,) = await village.messages()
    assert card["embeds"][0]["title"].startswith("Hello!")
    assert card["embeds"][0]["image"]["url"].endswith("people.png")
    assert ids(card) == [OPEN]
    assert await village.messages(village.well) == []


async def test_neither_a_restart_nor_a_new_session_repeats_the_card(village: Village) -> None:
    await village.invite()
    await village.stage.restart()
    async with village.stage.told("ready"):
        village.stage.discord.invalidate_session()
    assert len(await village.messages()) == 1


async def test_a_server_joined_while_the_bot_was_away_is_greeted_when_it_comes(village: Village) -> None:
    await village.stage.app.stop()
    village.stage.discord.invite_bot(village.guild, village.bot_id)
    await village.stage.restart()
    assert len(await village.messages()) == 1


async def test_a_server_joined_long_ago_is_not_greeted_because_the_database_is_new(village: Village) -> None:
    await village.stage.app.stop()
    village.stage.discord.invite_bot(village.guild, village.bot_id)
    await village.stage.clock.advance(timedelta(days=2).total_seconds())
    await village.stage.restart()
    assert await village.messages() == []


async def test_a_second_invitation_is_greeted_again(village: Village) -> None:
    await village.invite()
    async with village.stage.told("guild_remove"):
        village.stage.discord.leave(village.guild, village.bot_id)
    await village.stage.clock.advance(60)
    await village.invite()
    assert len(await village.messages()) == 2


async def test_where_the_system_channel_is_closed_the_first_open_one_is_taken(village: Village) -> None:
    everyone = village.guild.roles[village.guild.id]
    village.stage.discord.set_overwrite(village.square, everyone, deny=perm.SEND_MESSAGES)
    await village.invite()
    assert await village.messages() == []
    assert len(await village.messages(village.well)) == 1


async def test_the_button_opens_a_world_with_four_people_and_a_pinned_notice(village: Village) -> None:
    notice = await village.opened()
    stores = village.stage.app.stores(f"guild:{village.guild.id}")
    world = await stores.worlds.at_channel(str(village.square.id))
    assert world is not None
    assert len(await stores.casts.of(world.id)) == 4
    assert notice["pinned"] is True
    assert ids(notice) == [custom_id(offer) for offer in (Offer.MUTE, Offer.WHO, Offer.STOP)]


async def test_a_plain_member_cannot_open_a_world_and_is_told_in_one_line(village: Village) -> None:
    await village.invite()
    (card,) = await village.messages()
    told = await village.press(card, OPEN, village.plain)
    assert "Manage Channels" in told["description"]
    assert "\n" not in told["description"]
    assert await village.stage.app.stores(f"guild:{village.guild.id}").worlds.all() == ()


async def test_without_the_permission_to_pin_the_opener_is_told_and_the_world_is_open(village: Village) -> None:
    await village.invite(BOT_PERMISSIONS & ~perm.PIN_MESSAGES & ~perm.MANAGE_MESSAGES)
    (card,) = await village.messages()
    told = await village.press(card, OPEN, village.mayor)
    assert "Pin Messages" in told["description"]
    await village.stage.calm()
    assert village.stage.discord.requests_to(PIN) == []
    assert len(await village.messages()) == 2


async def test_the_buttons_work_after_a_restart(village: Village) -> None:
    notice = await village.opened()
    await village.stage.restart()
    shown = await village.press(notice, custom_id(Offer.WHO), village.plain)
    assert "Who is in #square" in shown["title"]


async def test_a_plain_member_stops_everyone_with_the_button(village: Village) -> None:
    notice = await village.opened()
    assert "silent" in (await village.press(notice, custom_id(Offer.STOP), village.plain))["title"]
    (world,) = await village.stage.app.stores(f"guild:{village.guild.id}").worlds.all()
    assert world.status is WorldStatus.STOPPED
    stopped = (await village.messages())[0]
    assert "Tom stopped everyone" in stopped["content"]
    assert ids(stopped) == [custom_id(Offer.RESUME)]
    refused = await village.press(stopped, custom_id(Offer.RESUME), village.plain)
    assert "Manage Channels" in refused["description"]
    assert "listening again" in (await village.press(stopped, custom_id(Offer.RESUME), village.mayor))["title"]
    (world,) = await village.stage.app.stores(f"guild:{village.guild.id}").worlds.all()
    assert world.status is WorldStatus.OPEN


async def test_muted_people_never_see_the_member_who_muted_them(village: Village) -> None:
    stage, notice = village.stage, await village.opened()
    assert "Muted" in (await village.press(notice, custom_id(Offer.MUTE), village.plain))["title"]
    asked = len(stage.llm.requests)
    async with stage.told("message"):
        await stage.say("Everyone, what is a zorbel?", place=village.square.id, token=village.plain)
    assert len(stage.llm.requests) == asked
    async with stage.told("message"):
        await stage.say("Hello everyone!", place=village.square.id, token=village.mayor)
    assert len(stage.llm.requests) > asked
    assert "zorbel" not in stage.prompt()
    assert "Tom" not in stage.prompt()
    assert "see you again" in (await village.press(notice, custom_id(Offer.MUTE), village.plain))["title"]
