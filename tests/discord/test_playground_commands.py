"""Commands, components and modals on the local Discord, with discord.py's command tree on the other side."""

import asyncio
import io
from typing import Any, cast

import aiohttp
import discord
import pytest
from discord import app_commands
from PIL import Image

from bot.playground.server.state import permission_bits as perm
from tests.discord.openapi_oracle import problem_with
from tests.discord.playground_stage import PATIENCE, Bot, Human, Stage, staged
from troupe.core.clock import ManualClock

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


async def test_buttons_and_selects_change_the_message_they_are_on() -> None:
    picked: list[str] = []

    class Choice(discord.ui.View):
        def __init__(self) -> None:
            super().__init__(timeout=None)

        @discord.ui.button(label="Press", custom_id="press")
        async def press(self, interaction: Interaction, _: discord.ui.Button[Any]) -> None:
            await interaction.response.edit_message(content="pressed")

        @discord.ui.button(label="Later", custom_id="later")
        async def later(self, interaction: Interaction, _: discord.ui.Button[Any]) -> None:
            await interaction.response.defer()
            await interaction.edit_original_response(content="later")

        @discord.ui.button(label="Answer", custom_id="answer")
        async def answer(self, interaction: Interaction, _: discord.ui.Button[Any]) -> None:
            await interaction.response.send_message("answered", ephemeral=True)

        @discord.ui.select(
            custom_id="pick", options=[discord.SelectOption(label="A", value="a"), discord.SelectOption(label="B")]
        )
        async def pick(self, interaction: Interaction, select: discord.ui.Select[Any]) -> None:
            picked.extend(select.values)
            await interaction.response.edit_message(content=f"picked {select.values[0]}", view=None)

    async with staged() as stage, stage.human() as human, stage.bot() as bot:
        await stage.place(bot).send("choose", view=Choice())
        message = await human.hears("MESSAGE_CREATE")
        for custom_id, after in (("press", "pressed"), ("later", "later")):
            await human.clicks(stage.guild, message, custom_id)
            assert (await human.hears("MESSAGE_UPDATE"))["content"] == after
        await human.clicks(stage.guild, message, "answer")
        answer = await human.hears("MESSAGE_CREATE")
        assert (answer["content"], answer["message_reference"]["message_id"]) == ("answered", message["id"])
        assert (await human.clicks(stage.guild, message, "pick", "z"))[1]["code"] == 50035
        await human.clicks(stage.guild, message, "pick", "a")
        last = await human.hears("MESSAGE_UPDATE")
        assert (last["content"], last["components"], picked) == ("picked a", [], ["a"])
        assert (await human.clicks(stage.guild, message, "press"))[1]["code"] == 50035


async def test_an_entity_select_resolves_whom_it_names() -> None:
    chosen: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()

    class Whom(discord.ui.View):
        @discord.ui.select(
            cls=discord.ui.UserSelect[Any], custom_id="whom", default_values=[discord.Object(7, type=discord.User)]
        )
        async def whom(self, interaction: Interaction, select: discord.ui.UserSelect[Any]) -> None:
            chosen.set_result(select.values)
            await interaction.response.defer()

    async with staged() as stage, stage.human() as human, stage.bot() as bot:
        await stage.place(bot).send("whom?", view=Whom(timeout=None))
        message = await human.hears("MESSAGE_CREATE")
        assert message["components"][0]["components"][0]["default_values"] == [{"id": "7", "type": "user"}]
        await human.clicks(stage.guild, message, "whom", human.id)
        [member] = await chosen
        assert isinstance(member, discord.Member)
        assert member.name == "ann"


async def _open_modal(human: Human, stage: Stage, name: str) -> dict[str, Any]:
    await human.uses(stage.guild, stage.channel, name)
    return await human.hears("INTERACTION_MODAL_CREATE")


async def test_a_form_is_shown_and_filled_in() -> None:
    class Wish(discord.ui.Modal, title="A wish"):
        what = discord.ui.TextInput[Any](label="What", custom_id="what", max_length=20)
        size = discord.ui.Label[Any](
            text="How big",
            component=discord.ui.Select[Any](
                custom_id="size", options=[discord.SelectOption(label="L", value="l")]
            ),
        )

        async def on_submit(self, interaction: Interaction) -> None:
            assert isinstance(self.size.component, discord.ui.Select)
            await interaction.response.send_message(f"{self.what.value} {self.size.component.values}")

    def setup(bot: Bot) -> None:
        @bot.tree.command(description="Wish", guild=bot.guilds[0])
        async def wish(interaction: Interaction) -> None:
            await interaction.response.send_modal(Wish(timeout=None))

        assert wish

    async with staged() as stage, stage.human() as human, stage.bot(setup=setup):
        form = await _open_modal(human, stage, "wish")
        assert (form["title"], form["nonce"]) == ("A wish", "7")
        application = form["application"]["id"]
        entered: dict[str, Any] = {"id": form["id"], "custom_id": form["custom_id"]}
        entered["components"] = [{"custom_id": "what", "value": "x" * 21}, {"custom_id": "size", "values": ["l"]}]
        status, error = await human.interacts(5, stage.guild, stage.channel, application, entered)
        assert (status, error["code"]) == (400, 50035)
        entered["components"][0]["value"] = "rain"
        assert (await human.interacts(5, stage.guild, stage.channel, application, entered))[0] == 204
        assert (await human.hears("MESSAGE_CREATE"))["content"] == "rain ['l']"
        again = await human.interacts(5, stage.guild, stage.channel, application, entered)
        assert again[1]["code"] == 10062


class _Trip(discord.ui.Modal, title="A trip"):
    pace = discord.ui.Label[Any](
        text="Pace",
        component=discord.ui.RadioGroup(
            custom_id="pace",
            options=[discord.RadioGroupOption(label="Slow", value="s"), discord.RadioGroupOption(label="Quick")],
        ),
    )
    bring = discord.ui.Label[Any](
        text="Bring",
        component=discord.ui.CheckboxGroup(
            custom_id="bring", max_values=2, options=[discord.CheckboxGroupOption(label=w) for w in "abc"]
        ),
    )
    sure = discord.ui.Label[Any](text="Sure", component=discord.ui.Checkbox(custom_id="sure"))
    photo = discord.ui.Label[Any](text="Photo", component=discord.ui.FileUpload(custom_id="photo"))

    async def on_submit(self, interaction: Interaction) -> None:
        photo = self.photo.component
        assert isinstance(photo, discord.ui.FileUpload)
        read = (await photo.values[0].read()).decode()
        parts = (self.pace.component, self.bring.component, self.sure.component)
        told = [getattr(p, "value", None) or getattr(p, "values", None) for p in parts]
        await interaction.response.send_message(f"{told} {read}")


@pytest.mark.parametrize(
    "wrong",
    [
        {"pace": {"value": "none"}},
        {"pace": {}},
        {"bring": {"values": ["a", "b", "c"]}},
        {"bring": {"values": ["z"]}},
        {"photo": {"values": []}},
        {"photo": {"values": ["7"]}},
    ],
)
async def test_each_input_of_a_form_is_checked_and_read(wrong: dict[str, dict[str, object]]) -> None:
    def setup(bot: Bot) -> None:
        @bot.tree.command(description="Trip", guild=bot.guilds[0])
        async def trip(interaction: Interaction) -> None:
            await interaction.response.send_modal(_Trip(timeout=None))

        assert trip

    async with staged() as stage, stage.human() as human, stage.bot(setup=setup):
        form = await _open_modal(human, stage, "trip")
        right: dict[str, dict[str, object]] = {
            "pace": {"value": "s"},
            "bring": {"values": ["a", "c"]},
            "sure": {"value": True},
            "photo": {"values": ["0"]},
        }

        async def hand_in(entered: dict[str, dict[str, object]]) -> tuple[int, str]:
            data = {"id": form["id"], "custom_id": form["custom_id"]}
            data["components"] = [{"custom_id": name, **values} for name, values in entered.items()]
            body = {"type": 5, "application_id": form["application"]["id"], "guild_id": str(stage.guild.id)}
            body |= {"channel_id": str(stage.channel.id), "nonce": "1", "data": data}
            sent = aiohttp.FormData()
            sent.add_field("payload_json", discord.utils._to_json(body), content_type="application/json")  # pyright: ignore[reportPrivateUsage]
            sent.add_field("files[0]", io.BytesIO(b"snow"), filename="snow.txt")
            async with human.http.post(f"{stage.server.api_base}/interactions", data=sent) as answer:
                return answer.status, await answer.text()

        status, words = await hand_in(right | wrong)
        assert (status, "50035" in words) == (400, True)
        assert (await hand_in(right))[0] == 204
        assert (await human.hears("MESSAGE_CREATE"))["content"] == "['s', ['a', 'c'], True] snow"


async def test_a_file_and_pictures_of_a_laid_out_message_are_told_with_what_is_known_of_them() -> None:
    view: discord.ui.LayoutView = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.File("attachment://sums.csv"))
    view.add_item(discord.ui.MediaGallery(discord.MediaGalleryItem("attachment://dot.png")))
    async with staged() as stage, stage.human() as human, stage.bot() as bot:
        files = [discord.File(io.BytesIO(b"1,2"), "sums.csv"), discord.File(io.BytesIO(_dot()), "dot.png")]
        await stage.place(bot).send(view=view, files=files)
        file, gallery = (await human.hears("MESSAGE_CREATE"))["components"]
        assert (file["name"], file["size"]) == ("sums.csv", 3)
        media = gallery["items"][0]["media"]
        assert (media["width"], media["height"], media["content_type"]) == (2, 1, "image/png")
        async with human.http.get(media["url"]) as answer:
            assert await answer.read() == _dot()


def _dot() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (2, 1)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/hosts"])
async def test_only_web_addresses_are_taken_for_links_and_pictures(url: str) -> None:
    link = discord.ui.View(timeout=None)
    link.add_item(discord.ui.Button(label="x", url=url))
    shown: discord.ui.LayoutView = discord.ui.LayoutView(timeout=None)
    shown.add_item(discord.ui.MediaGallery(discord.MediaGalleryItem(url)))
    async with staged() as stage, stage.bot() as bot:
        for view in (link, shown):
            with pytest.raises(discord.HTTPException) as refused:
                await stage.place(bot).send(view=view)
            assert (refused.value.status, refused.value.code) == (400, 50035)


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
        form.add_field("files[0]", _dot(), filename="dot.png", content_type="image/png")
        async with human.http.post(f"{stage.server.api_base}/interactions", data=form) as answer:
            assert answer.status == 204
        async with asyncio.timeout(PATIENCE):
            face = await got
            assert await face.read() == _dot()
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
