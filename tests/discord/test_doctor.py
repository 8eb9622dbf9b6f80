"""The doctor's look at Discord, on the local one: token, intent, invite link, permissions channel by channel."""

import socket

from pydantic import SecretStr

from bot.cli.doctor.discord_check import examine_discord
from bot.cli.doctor.finding import DoctorFinding
from bot.environment.settings import Settings
from bot.playground.server import DiscordChannel
from tests.discord.playground_stage import Stage, staged

MANAGE_WEBHOOKS = 1 << 29
PIN_MESSAGES = 1 << 51


def settings_for(stage: Stage, token: str | None = None) -> Settings:
    return Settings.model_validate(
        {
            "DISCORD_TOKEN": SecretStr(token or stage.bot_token),
            "DISCORD_API_BASE": stage.server.api_base,
            "DISCORD_CDN_BASE": stage.server.cdn_base,
        }
    )


async def examined(stage: Stage, *homes: DiscordChannel, token: str | None = None) -> dict[str, DoctorFinding]:
    worlds = {str(stage.guild.id): {str(home.id) for home in homes}} if homes else {}
    findings = await examine_discord(settings_for(stage, token), worlds)
    return {finding.name: finding for finding in findings}


async def deny(stage: Stage, permission: int) -> None:
    """For everyone in the stage's channel, the bot's own role included."""
    async with stage.human() as human:
        for role in list(stage.guild.roles):
            path = f"/channels/{stage.channel.id}/permissions/{role}"
            status, _ = await human.ask("PUT", path, {"type": 0, "allow": "0", "deny": str(permission)})
            assert status == 204


async def test_where_all_is_well_it_says_so_and_gives_the_link() -> None:
    async with staged() as stage:
        found = await examined(stage, stage.channel)
    assert all(finding.ok and not finding.fix for finding in found.values())
    assert found["Discord token"].detail == "it is Troupe's"
    assert "permissions=2252075228548160" in found["invite link"].detail
    assert found["#lounge in House"].detail == "people live there, and I may do all I need"


async def test_a_channel_with_people_names_what_is_missing_and_the_way_to_mend_it() -> None:
    async with staged() as stage:
        await deny(stage, MANAGE_WEBHOOKS)
        found = await examined(stage, stage.channel)
    lounge = found["#lounge in House"]
    assert not lounge.ok
    assert "Manage Webhooks (to let people speak under their own names and faces)" in lounge.detail
    assert lounge.fix.endswith("add my role → allow Manage Webhooks")


async def test_what_one_can_do_without_is_a_note() -> None:
    async with staged() as stage:
        await deny(stage, PIN_MESSAGES)
        lounge = (await examined(stage, stage.channel))["#lounge in House"]
    assert lounge.ok
    assert lounge.lines[0].startswith("note")
    assert "Pin Messages" in lounge.lines[1]


async def test_a_server_without_people_says_where_they_could_live() -> None:
    async with staged() as stage:
        vacant = (await examined(stage))["House"]
        await deny(stage, MANAGE_WEBHOOKS)
        barred = (await examined(stage))["House"]
    assert vacant.ok
    assert "in 1 of 1 text channels" in vacant.detail
    assert not barred.ok
    assert "Manage Webhooks" in barred.fix


async def test_a_channel_that_is_gone_is_said_with_the_command_that_closes_its_world() -> None:
    async with staged() as stage:
        findings = await examine_discord(
            settings_for(stage), {str(stage.guild.id): {str(stage.channel.id), "12345"}}
        )
    (lost,) = [finding for finding in findings if not finding.ok]
    assert lost.name == "channel 12345 in House"
    assert "troupe world close --channel 12345" in lost.fix


async def test_the_intent_that_is_off_is_found_before_the_bot_is_turned_away() -> None:
    async with staged() as stage:
        deaf = stage.server.create_bot("Deaf", privileged=())
        found = await examined(stage, token=deaf)
    assert not found["message content intent"].ok
    assert "MESSAGE CONTENT INTENT" in found["message content intent"].fix


async def test_a_bot_without_a_server_is_given_the_link() -> None:
    async with staged() as stage:
        lonely = stage.server.create_bot("Lonely", in_guilds=())
        found = await examined(stage, token=lonely)
    assert not found["servers"].ok
    assert found["servers"].fix == f"open {found['invite link'].detail}"


async def test_a_token_that_is_refused_is_one_line_without_the_token() -> None:
    async with staged() as stage:
        (finding,) = await examine_discord(settings_for(stage, "no.such.token"), {})
    assert not finding.ok
    assert "copy the token anew" in finding.fix
    assert "no.such.token" not in finding.detail + finding.fix


async def test_a_server_that_cannot_be_reached_is_one_line() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{closed.getsockname()[1]}"
        settings = Settings.model_validate({"DISCORD_TOKEN": SecretStr("a.b.c"), "DISCORD_API_BASE": base})
        (finding,) = await examine_discord(settings, {})
    assert not finding.ok
    assert "does not answer" in finding.detail
    assert "DISCORD_API_BASE" in finding.fix
