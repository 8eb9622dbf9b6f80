"""/setup on simcord's Discord: who may, what is checked, what each choice changes, and what is told."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import discord
import pytest
import pytest_asyncio
import simcord
from simcord.backend.errors import SetupError

from tests.discord.command_stage import Stage, raised_stage
from troupe.core.clock import ManualClock
from troupe.worlds.guild_settings import GuildSettings, Makers


class Desk:
    """Someone who may manage the server, with the card before them."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        manages = stage.guild.create_role("manages", permissions=discord.Permissions(manage_guild=True))
        self.owner = stage.guild.add_member(stage.env.create_user("Olga"), roles=[manages])
        self.card: Any = None

    async def open(self) -> str:
        self.card = (await self.owner.slash(self.stage.channel, "setup")).response
        assert self.card is not None
        assert self.card.ephemeral
        return self.text

    @property
    def parts(self) -> list[dict[str, Any]]:
        return [part for top in self.card.components for part in _walk(top)]

    @property
    def text(self) -> str:
        """Everything the card says."""
        return "\n".join(part["content"] for part in self.parts if "content" in part)

    def closed(self, custom_id: str) -> bool:
        return next(p for p in self.parts if p.get("custom_id") == f"setup:{custom_id}").get("disabled", False)

    async def press(self, label: str) -> str:
        await self._done(await self.owner.click(self.card, label=label))
        return self.text

    async def choose(self, custom_id: str, *values: Any) -> str:
        await self._done(await self.owner.select(self.card, list(values), custom_id=f"setup:{custom_id}"))
        return self.text

    async def write(self, custom_id: str, field: str, text: str) -> str:
        shown = await self.owner.click(self.card, custom_id=f"setup:{custom_id}")
        await self._done(await self.owner.submit_modal(shown, {field: text}))
        return self.text

    async def _done(self, result: simcord.InteractionResult) -> None:
        assert result.acknowledged
        assert result.response is not None
        self.card = result.response

    async def settled(self) -> GuildSettings:
        return await self.stage.stores.guilds.get()


def _walk(part: dict[str, Any]) -> list[dict[str, Any]]:
    inner = [*part.get("components", ()), *(part[name] for name in ("accessory",) if name in part)]
    return [part, *(found for child in inner for found in _walk(child))]


@pytest_asyncio.fixture
async def desk(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Desk]:
    async with raised_stage(tmp_path, clock) as stage:
        yield Desk(stage)


async def test_only_those_who_manage_the_server_have_it(desk: Desk) -> None:
    names = desk.stage.talker.available_commands(desk.stage.channel)
    assert "setup" not in names
    with pytest.raises(SetupError, match="default-member-permissions"):
        await desk.stage.runner.slash(desk.stage.channel, "setup")


async def test_the_card_checks_every_permission(desk: Desk) -> None:
    text = await desk.open()
    assert text.count("✅") == 5
    assert "❌" not in text
    assert "Nobody lives in" in text
    assert not desk.closed("open")


async def test_each_missing_permission_is_red_and_says_how_to_mend_it(desk: Desk) -> None:
    assert desk.stage.bot.user is not None
    denied = discord.PermissionOverwrite(manage_webhooks=False, add_reactions=False)
    locked = desk.stage.guild.create_text_channel("locked", overwrites={desk.stage.bot.user: denied})
    await desk.open()
    text = await desk.choose("channel", locked)
    assert text.count("❌") == 2
    assert f"<#{locked.id}> → Edit Channel → Permissions → add my role → allow *Manage Webhooks*" in text
    assert desk.closed("open")


async def test_a_world_is_opened_in_the_chosen_channel(desk: Desk) -> None:
    attic = desk.stage.guild.create_text_channel("attic")
    await desk.open()
    await desk.choose("channel", attic)
    text = await desk.press("Open a world there")
    assert "#attic is a world now" in text
    world = await desk.stage.stores.worlds.at_channel(str(attic.id))
    assert world is not None
    assert len(await desk.stage.stores.casts.of(world.id)) == 4
    assert desk.closed("open")


async def test_a_test_message_says_whether_it_worked(desk: Desk) -> None:
    await desk.open()
    assert "✅ **Ana Sol** spoke" in await desk.press("Test message")
    assert desk.stage.house.rehearsed == [(str(desk.stage.channel.id), "Ana Sol")]
    desk.stage.house.wrong = "I lack the permission **Manage Webhooks**."
    assert "❌ The test message failed. I lack" in await desk.press("Test message")


async def test_moderators_are_chosen_and_let_go_again(desk: Desk) -> None:
    office = desk.stage.guild.create_text_channel("office")
    role = desk.stage.guild.create_role("Wardens")
    await desk.open()
    await desk.choose("reports", office)
    await desk.choose("role", role)
    settled = await desk.settled()
    assert (settled.moderators_channel, settled.moderator_role) == (str(office.id), str(role.id))
    await desk.choose("reports")
    await desk.choose("role")
    assert await desk.settled() == GuildSettings()


async def test_who_may_make_personas_is_chosen_and_a_role_with_it(desk: Desk) -> None:
    role = desk.stage.guild.create_role("Authors")
    await desk.open()
    assert "❌ Choose the role" in await desk.choose("makers", "role")
    await desk.choose("makers_role", role)
    assert ((await desk.settled()).makers, (await desk.settled()).makers_role) == (Makers.ROLE, str(role.id))
    await desk.choose("makers", "everyone")
    assert (await desk.settled()).makers is Makers.EVERYONE


async def test_a_role_of_researchers_is_chosen(desk: Desk) -> None:
    role = desk.stage.guild.create_role("Researchers")
    await desk.open()
    assert "may hold focus groups" in await desk.choose("researchers", role)
    assert (await desk.settled()).researchers_role == str(role.id)


async def test_a_moderators_channel_that_is_closed_to_the_bot_is_red(desk: Desk) -> None:
    assert desk.stage.bot.user is not None
    denied = discord.PermissionOverwrite(send_messages=False)
    office = desk.stage.guild.create_text_channel("office", overwrites={desk.stage.bot.user: denied})
    await desk.open()
    assert f"❌ I may not write in <#{office.id}>" in await desk.choose("reports", office)


async def test_the_cap_is_written_in_dollars_and_emptied_again(desk: Desk) -> None:
    await desk.open()
    assert "At most $2.50 a day" in await desk.write("cap", "usd", "2,50")
    assert (await desk.settled()).usd_per_day == 2.5
    assert "lower and counts: $5.00" in await desk.write("cap", "usd", "9")
    assert "❌ “lots” is no amount of money" in await desk.write("cap", "usd", "lots")
    assert (await desk.settled()).usd_per_day == 9.0
    await desk.write("cap", "usd", "")
    assert (await desk.settled()).usd_per_day is None


async def test_a_city_is_enough_for_the_time_zone(desk: Desk) -> None:
    await desk.open()
    assert "Europe/Berlin" in await desk.write("zone", "zone", "berlin")
    assert (await desk.settled()).time_zone == "Europe/Berlin"
    assert "did you mean" in await desk.write("zone", "zone", "ameri")
    assert "write one such as" in await desk.write("zone", "zone", "Olympus Mons")
    assert (await desk.settled()).time_zone == "Europe/Berlin"


async def test_the_model_of_the_bot_is_the_default(desk: Desk) -> None:
    await desk.open()
    await desk.choose("model", "default")
    assert (await desk.settled()).model is None


async def test_bots_that_speak_for_members_are_chosen_and_members_are_not(desk: Desk) -> None:
    proxy = desk.stage.guild.add_member(desk.stage.env.create_user("Plural", bot=True))
    await desk.open()
    assert "**Plural** says counts" in await desk.choose("proxies", proxy)
    assert (await desk.settled()).proxies == (str(proxy.id),)
    assert "Tom is no bot" in await desk.choose("proxies", desk.stage.talker)
    assert (await desk.settled()).proxies == (str(proxy.id),)
    await desk.choose("proxies")
    assert await desk.settled() == GuildSettings()


@pytest.mark.parametrize(("form", "field", "text"), [("cap", "usd", "99"), ("zone", "zone", "Europe/Berlin")])
async def test_a_form_sent_by_someone_without_the_right_changes_nothing(
    desk: Desk, form: str, field: str, text: str
) -> None:
    await desk.open()
    before = await desk.settled()
    shown = await desk.owner.click(desk.card, custom_id=f"setup:{form}")
    guild = desk.stage.bot.get_guild(desk.stage.guild.id)
    assert guild is not None
    (role,) = (role for role in guild.roles if role.name == "manages")
    await role.edit(permissions=discord.Permissions.none())
    refused = await desk.owner.submit_modal(shown, {field: text})
    assert "Manage Guild" in desk.stage.refused(refused)
    assert await desk.settled() == before
