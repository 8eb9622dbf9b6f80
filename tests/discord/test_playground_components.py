"""Buttons, selects, files and pictures of messages on the local Discord, with discord.py on the other side."""

import asyncio
import io
from typing import Any

import discord
import pytest

from tests.discord.playground_stage import dot, staged

Interaction = discord.Interaction[Any]


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


async def test_a_file_and_pictures_of_a_laid_out_message_are_told_with_what_is_known_of_them() -> None:
    view: discord.ui.LayoutView = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.File("attachment://sums.csv"))
    view.add_item(discord.ui.MediaGallery(discord.MediaGalleryItem("attachment://dot.png")))
    async with staged() as stage, stage.human() as human, stage.bot() as bot:
        files = [discord.File(io.BytesIO(b"1,2"), "sums.csv"), discord.File(io.BytesIO(dot()), "dot.png")]
        await stage.place(bot).send(view=view, files=files)
        file, gallery = (await human.hears("MESSAGE_CREATE"))["components"]
        assert (file["name"], file["size"]) == ("sums.csv", 3)
        media = gallery["items"][0]["media"]
        assert (media["width"], media["height"], media["content_type"]) == (2, 1, "image/png")
        async with human.http.get(media["url"]) as answer:
            assert await answer.read() == dot()


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
