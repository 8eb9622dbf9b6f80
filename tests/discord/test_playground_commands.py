"""Commands and menus on the local Discord, with discord.py's command tree on the other side."""

import asyncio
import io
from typing import Any, cast

import aiohttp
import discord
import pytest
from discord import app_commands

from bot.playground.server.state import permission_bits as perm
from tests.discord.openapi_oracle import problem_with
from tests.discord.playground_stage import PATIENCE, Bot, dot, staged

Interaction = discord.Interaction[Any]


def _greeting(bot: Bot) -> None:
    @bot.tree.command(description="Greet somebody", guild=bot.guilds[0])
    @app_commands.describe(name="whom", times="how often")
    async def greet(interaction: Interaction, name: str, times: app_commands.Range[int, 1, 3] = 1) -> None:
        await interaction.response.send_message(" ".join([f"Hello {name}"] * times))

    @greet.autocomplete("name")
    async def names(_: Interaction, current: str) -> list[app_commands.Choice[str]]:
        known = ("Lisa", "Oscar", "Lena")
        return [app_commands.Choice(name=n, value=n.lower()) for n in known if n.lower().startswith(current)]

    assert names


def _option(name: str, value: object, kind: int = 3, **more: object) -> dict[str, object]:
    return {"name": name, "type": kind, "value": value, **more}


async def test_a_command_is_used_and_answered_in_the_channel() -> None:
    async with staged() as stage, stage.human() as human, stage.bot(setup=_greeting) as bot:
        status, _ = await human.uses(
            stage.guild, stage.channel, "greet", _option("name", "Lisa"), _option("times", 2, 4)
        )
        assert status == 204
        begun = await human.hears("INTERACTION_CREATE")
        assert begun["nonce"] == "7"
        answer = await human.hears("MESSAGE_CREATE")
        assert (answer["content"], answer["type"]) == ("Hello Lisa Hello Lisa", 20)
        assert (answer["interaction_metadata"]["user"]["id"], answer["interaction"]["name"]) == (human.id, "greet")
        assert (await human.hears("INTERACTION_SUCCESS")) == begun
        heard = await bot.hears("message")
        assert heard.interaction_metadata is not None
        assert heard.author.id == bot.application_id


async def test_suggestions_come_while_typing() -> None:
    async with staged() as stage, stage.human() as human, stage.bot(setup=_greeting):
        typed = _option("name", "l", focused=True)
        await human.uses(stage.guild, stage.channel, "greet", typed, kind=4)
        answer = await human.hears("APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE")
        assert answer["choices"] == [{"name": "Lisa", "value": "lisa"}, {"name": "Lena", "value": "lena"}]
        assert answer["nonce"] == "7"


@pytest.mark.parametrize(
    "options",
    [
        [],
        [_option("name", 5)],
        [_option("name", "x"), _option("times", "two", 4)],
        [_option("name", "x"), _option("unheard_of", "y")],
    ],
)
async def test_options_that_do_not_fit_the_command_are_refused(options: list[dict[str, object]]) -> None:
    async with staged() as stage, stage.human() as human, stage.bot(setup=_greeting):
        status, error = await human.uses(stage.guild, stage.channel, "greet", *options)
        assert (status, error["code"]) == (400, 50035)


async def test_a_menu_on_a_message_gets_the_message() -> None:
    def setup(bot: Bot) -> None:
        @bot.tree.context_menu(name="Shout it", guild=bot.guilds[0])
        async def shout(interaction: Interaction, message: discord.Message) -> None:
            await interaction.response.send_message(message.content.upper())

        @bot.tree.context_menu(name="Who", guild=bot.guilds[0])
        async def who(interaction: Interaction, member: discord.Member) -> None:
            await interaction.response.send_message(member.name)

        assert shout
        assert who

    async with staged() as stage, stage.human() as human, stage.bot(setup=setup):
        said = await human.says(stage.channel, "hello")
        await human.hears("MESSAGE_CREATE")
        await human.uses(stage.guild, stage.channel, "Shout it", target_id=said["id"])
        answer = await human.hears("MESSAGE_CREATE")
        assert (answer["content"], answer["type"]) == ("HELLO", 23)
        await human.uses(stage.guild, stage.channel, "Who", target_id=human.id)
        assert (await human.hears("MESSAGE_CREATE"))["content"] == "ann"


async def test_groups_users_channels_roles_and_files_reach_the_command() -> None:
    got: asyncio.Future[tuple[str, ...]] = asyncio.get_running_loop().create_future()

    def setup(bot: Bot) -> None:
        group = app_commands.Group(name="cast", description="The cast", guild_ids=[bot.guilds[0].id])

        @group.command(description="Add")
        async def add(
            interaction: Interaction,
            who: discord.Member,
            where: discord.TextChannel,
            rank: discord.Role,
            face: discord.Attachment,
            loud: bool,
        ) -> None:
            got.set_result((who.name, where.name, rank.name, (await face.read()).decode(), str(loud)))
            await interaction.response.send_message("done")

        assert add
        bot.tree.add_command(group)

    async with staged() as stage, stage.human() as human, stage.bot(setup=setup):
        command = await human.command(stage.guild, "cast")
        options = [
            _option("who", human.id, 6),
            _option("where", str(stage.channel.id), 7),
            _option("rank", str(stage.guild.id), 8),
            _option("face", 0, 11),
            _option("loud", True, 5),
        ]
        data = {"id": command["id"], "name": "cast", "type": 1}
        data["options"] = [{"name": "add", "type": 1, "options": options}]
        form = aiohttp.FormData()
        body = {
            "type": 2,
            "application_id": command["application_id"],
            "guild_id": str(stage.guild.id),
            "channel_id": str(stage.channel.id),
            "nonce": "1",
            "data": data,
        }
        form.add_field("payload_json", discord.utils._to_json(body), content_type="application/json")  # pyright: ignore[reportPrivateUsage]
        form.add_field("files[0]", io.BytesIO(b"a face"), filename="face.txt")
        async with human.http.post(f"{stage.server.api_base}/interactions", data=form) as answer:
            assert answer.status == 204
        async with asyncio.timeout(PATIENCE):
            assert await got == ("ann", "lounge", "@everyone", "a face", "True")
        answered = await human.hears("MESSAGE_CREATE")
        assert answered["interaction"]["name"] == "cast add"


async def test_a_picture_for_a_command_is_told_as_discord_describes_a_file_and_only_if_it_came() -> None:
    got: asyncio.Future[discord.Attachment] = asyncio.get_running_loop().create_future()
    told: list[object] = []

    def setup(bot: Bot) -> None:
        @bot.tree.command(description="A face", guild=bot.guilds[0])
        async def avatar(interaction: Interaction, face: discord.Attachment) -> None:
            told.extend(cast("dict[str, Any]", interaction.data)["resolved"]["attachments"].values())
            got.set_result(face)
            await interaction.response.send_message("done", ephemeral=True)

        assert avatar

    async with staged() as stage, stage.human() as human, stage.bot(setup=setup):
        command = await human.command(stage.guild, "avatar")
        data = {"id": command["id"], "name": "avatar", "type": 1, "options": [_option("face", 0, 11)]}
        status, error = await human.interacts(2, stage.guild, stage.channel, command["application_id"], data)
        assert (status, error["code"]) == (400, 50035)
        body = {"type": 2, "application_id": command["application_id"], "guild_id": str(stage.guild.id)}
        described = [{"id": "0", "filename": "lisa.png", "description": "Lisa, smiling"}]
        body |= {"channel_id": str(stage.channel.id), "nonce": "1", "data": {**data, "attachments": described}}
        form = aiohttp.FormData()
        form.add_field("payload_json", discord.utils._to_json(body), content_type="application/json")  # pyright: ignore[reportPrivateUsage]
        form.add_field("files[0]", dot(), filename="dot.png", content_type="image/png")
        async with human.http.post(f"{stage.server.api_base}/interactions", data=form) as answer:
            assert answer.status == 204
        async with asyncio.timeout(PATIENCE):
            face = await got
            assert await face.read() == dot()
        assert (face.filename, face.description, face.width, face.height) == ("lisa.png", "Lisa, smiling", 2, 1)
        assert face.ephemeral
        assert [problem_with("MessageAttachmentResponse", one) for one in told] == [""]


async def test_who_may_not_use_a_command_does_not_find_it() -> None:
    def setup(bot: Bot) -> None:
        @bot.tree.command(description="Manage", guild=bot.guilds[0])
        @app_commands.default_permissions(manage_channels=True)
        async def manage(interaction: Interaction) -> None:
            await interaction.response.send_message("ok")

        assert manage

    async with staged() as stage:
        token = stage.server.create_member("Ben")
        async with stage.human() as ann, stage.human(token) as ben, stage.bot(setup=setup):
            command = await ann.command(stage.guild, "manage")
            _, index = await ben.ask("GET", f"/guilds/{stage.guild.id}/application-command-index")
            assert index["application_commands"] == []
            data = {"id": command["id"], "name": "manage", "type": 1}
            status, error = await ben.interacts(2, stage.guild, stage.channel, command["application_id"], data)
            assert (status, error["code"]) == (403, 50013)
            path = f"/applications/{command['application_id']}/guilds/{stage.guild.id}/commands/{command['id']}"
            rule = {"permissions": [{"id": ben.id, "type": 2, "permission": True}]}
            await ann.ask("PUT", f"{path}/permissions", rule)
            assert (await ben.command(stage.guild, "manage"))["id"] == command["id"]


async def test_commands_are_synced_kept_changed_and_removed() -> None:
    async with staged() as stage, stage.bot() as bot:
        guild = bot.guilds[0]

        @app_commands.command(description="One")
        async def one(interaction: Interaction) -> None:
            await interaction.response.defer()

        bot.tree.add_command(cast("app_commands.Command[Any, ..., Any]", one))
        [first] = await bot.tree.sync()
        [again] = await bot.tree.sync()
        assert first.id == again.id
        [known] = await bot.tree.fetch_commands()
        edited = await known.edit(description="The one")
        assert (edited.id, edited.description) == (first.id, "The one")
        assert await bot.tree.fetch_commands(guild=guild) == []
        await known.delete()
        assert await bot.tree.fetch_commands() == []
        with pytest.raises(discord.NotFound) as unknown:
            await bot.tree.fetch_command(first.id)
        assert unknown.value.code == 10063


async def test_a_bad_command_is_refused_with_its_field() -> None:
    async with staged() as stage, stage.bot() as bot:
        bad: Any = {"name": "Bad Name", "description": "x", "type": 1, "options": []}
        with pytest.raises(discord.HTTPException) as refused:
            await bot.http.bulk_upsert_global_commands(bot.application_id or 0, [bad])
        assert (refused.value.code, "0.name" in refused.value.text) == (50035, True)


async def test_a_command_without_permission_to_see_the_channel_still_reaches_the_bot() -> None:
    async with staged() as stage, stage.human() as human, stage.bot(setup=_greeting) as bot:
        own = stage.guild.members[bot.application_id or 0]
        stage.server.set_overwrite(stage.channel, own, deny=perm.VIEW_CHANNEL)
        await human.uses(stage.guild, stage.channel, "greet", _option("name", "Lisa"))
        assert (await human.hears("MESSAGE_CREATE"))["content"] == "Hello Lisa"
        await bot.hears("interaction")
        assert not bot.has_heard("message")
