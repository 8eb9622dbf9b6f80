"""Answers to interactions on the local Discord: for one alone, promised, late, twice."""

import asyncio
from typing import Any

import aiohttp
import discord

from tests.discord.playground_stage import Bot, staged
from troupe.core.clock import ManualClock

Interaction = discord.Interaction[Any]


async def test_an_ephemeral_answer_is_seen_only_by_whom_it_is_for() -> None:
    def setup(bot: Bot) -> None:
        @bot.tree.command(description="Whisper", guild=bot.guilds[0])
        async def whisper(interaction: Interaction) -> None:
            await interaction.response.defer(ephemeral=True, thinking=True)
            await interaction.edit_original_response(content="psst")
            await interaction.followup.send("and more", ephemeral=True)

        assert whisper

    async with staged() as stage:
        other = stage.server.create_member("Ben")
        async with stage.human() as ann, stage.human(other) as ben, stage.bot(setup=setup) as bot:
            await ann.uses(stage.guild, stage.channel, "whisper")
            promised = await ann.hears("MESSAGE_CREATE")
            assert (promised["flags"], promised["content"]) == (64 | 128, "")
            kept = await ann.hears("MESSAGE_UPDATE")
            assert (kept["id"], kept["flags"], kept["content"]) == (promised["id"], 64, "psst")
            more = await ann.hears("MESSAGE_CREATE")
            assert (more["content"], more["flags"]) == ("and more", 64)
            await ann.says(stage.channel, "out loud")
            assert (await ben.hears("MESSAGE_CREATE"))["content"] == "out loud"
            assert (await bot.hears("message")).content == "out loud"
            _, history = await ann.ask("GET", f"/channels/{stage.channel.id}/messages")
            assert [m["content"] for m in history] == ["out loud"]


async def test_the_first_follow_up_after_a_deferral_takes_the_place_of_the_promise() -> None:
    def setup(bot: Bot) -> None:
        @bot.tree.command(description="Think", guild=bot.guilds[0])
        async def think(interaction: Interaction) -> None:
            await interaction.response.defer()
            first = await interaction.followup.send("first", wait=True)
            second = await interaction.followup.send("second", wait=True)
            original = await interaction.original_response()
            assert original.id == first.id != second.id
            await second.edit(content="second, mended")
            await interaction.delete_original_response()

        assert think

    async with staged() as stage, stage.human() as human, stage.bot(setup=setup):
        await human.uses(stage.guild, stage.channel, "think")
        promised = await human.hears("MESSAGE_CREATE")
        assert (await human.hears("MESSAGE_UPDATE"))["content"] == "first"
        assert (await human.hears("MESSAGE_CREATE"))["content"] == "second"
        assert (await human.hears("MESSAGE_UPDATE"))["content"] == "second, mended"
        assert (await human.hears("MESSAGE_DELETE"))["id"] == promised["id"]


async def test_no_answer_within_three_seconds_is_a_failure_and_the_token_is_unknown() -> None:
    clock = ManualClock()
    late = asyncio.Event()
    refused: asyncio.Future[discord.HTTPException] = asyncio.get_running_loop().create_future()

    def setup(bot: Bot) -> None:
        @bot.tree.command(description="Dawdle", guild=bot.guilds[0])
        async def dawdle(interaction: Interaction) -> None:
            await late.wait()
            try:
                await interaction.response.send_message("sorry")
            except discord.NotFound as error:
                refused.set_result(error)

        assert dawdle

    async with staged(clock) as stage, stage.human() as human, stage.bot(setup=setup) as bot:
        await human.uses(stage.guild, stage.channel, "dawdle")
        await bot.hears("interaction")
        await clock.advance(3.01)
        failure = await human.hears("INTERACTION_FAILURE")
        assert failure["nonce"] == "7"
        late.set()
        assert (await refused).code == 10062


async def test_a_second_answer_is_one_too_many() -> None:
    refused: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def setup(bot: Bot) -> None:
        @bot.tree.command(description="Twice", guild=bot.guilds[0])
        async def twice(interaction: Interaction) -> None:
            await interaction.response.send_message("once")
            url = f"{stage.server.api_base}/interactions/{interaction.id}/{interaction.token}/callback"
            async with aiohttp.ClientSession() as http:
                again = await http.post(url, json={"type": 4, "data": {"content": "twice"}})
                refused.set_result((await again.json())["code"])

        assert twice

    async with staged() as stage, stage.human() as human, stage.bot(setup=setup):
        await human.uses(stage.guild, stage.channel, "twice")
        assert await refused == 40060


async def test_the_token_is_good_for_fifteen_minutes() -> None:
    clock = ManualClock()
    codes: asyncio.Queue[int] = asyncio.Queue()
    go = asyncio.Event()

    def setup(bot: Bot) -> None:
        @bot.tree.command(description="Long", guild=bot.guilds[0])
        async def long(interaction: Interaction) -> None:
            await interaction.response.send_message("at once")
            await go.wait()
            try:
                await interaction.followup.send("at last")
            except discord.HTTPException as error:
                codes.put_nowait(error.code)

        assert long

    async with staged(clock) as stage, stage.human() as human, stage.bot(setup=setup):
        await human.uses(stage.guild, stage.channel, "long")
        await human.hears("INTERACTION_SUCCESS")
        await clock.advance(901)
        go.set()
        assert await codes.get() == 50027


async def test_an_ephemeral_answer_is_not_quoted_in_public() -> None:
    def setup(bot: Bot) -> None:
        @bot.tree.command(description="Both", guild=bot.guilds[0])
        async def both(interaction: Interaction) -> None:
            await interaction.response.send_message("for you", ephemeral=True)
            await interaction.followup.send("for all")

        assert both

    async with staged() as stage:
        token = stage.server.create_member("Ben")
        async with stage.human() as ann, stage.human(token) as ben, stage.bot(setup=setup):
            await ann.uses(stage.guild, stage.channel, "both")
            heard = await ben.hears("MESSAGE_CREATE")
            assert (heard["content"], heard["referenced_message"]) == ("for all", None)
