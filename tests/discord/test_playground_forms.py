"""Forms on the local Discord: shown, checked input by input, read by discord.py on the other side."""

import io
from typing import Any

import aiohttp
import discord
import pytest

from tests.discord.playground_stage import Bot, Human, Stage, staged

Interaction = discord.Interaction[Any]


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
