"""Everything interactive that discord.py can send, each once: buttons, selects, layout, a form, menus."""

import io
from typing import Any

import discord
from discord import app_commands
from discord import ui as parts
from PIL import Image, ImageDraw

Interaction = discord.Interaction[Any]


def picture(colour: str, size: tuple[int, int] = (360, 270)) -> io.BytesIO:
    """A PNG with a few shapes on one colour."""
    image = Image.new("RGB", size, colour)
    draw = ImageDraw.Draw(image)
    draw.ellipse((size[0] * 0.55, size[1] * 0.15, size[0] * 0.85, size[1] * 0.55), fill="#f6d7a8")
    draw.polygon([(0, size[1]), (size[0] * 0.4, size[1] * 0.45), (size[0] * 0.8, size[1])], fill="#2d4a3e")
    out = io.BytesIO()
    image.save(out, "PNG")
    out.seek(0)
    return out


def add_to(tree: app_commands.CommandTree[Any]) -> None:
    """The commands that show it."""

    @tree.command(description="Every kind of button and select")
    async def controls(interaction: Interaction) -> None:
        await interaction.response.send_message("Choose.", view=Controls(timeout=None))

    @tree.command(description="Components that lay out a message")
    async def layout(interaction: Interaction) -> None:
        files = [discord.File(picture(c), f"{n}.png") for n, c in (("sea", "#3f7d94"), ("hill", "#a36a45"))]
        files += [discord.File(picture("#77557f"), "night.png"), discord.File(io.BytesIO(b"1,2\n"), "sums.csv")]
        await interaction.response.send_message(view=Layout(), files=files)

    @tree.command(description="A form with every kind of input")
    async def form(interaction: Interaction) -> None:
        await interaction.response.send_modal(Everything())

    @tree.command(description="Bring somebody from a file")
    @app_commands.describe(persona="A persona's file", face="A picture", note="A word about them")
    async def bring(
        interaction: Interaction,
        persona: discord.Attachment,
        note: str = "",
        face: discord.Attachment | None = None,
    ) -> None:
        read = [f"{f.filename}: {len(await f.read())}" for f in (persona, face) if f is not None]
        await interaction.response.send_message(" · ".join([*read, note]))

    @tree.context_menu(name="Shout it")
    async def shout(interaction: Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(message.content.upper(), ephemeral=True)

    @tree.context_menu(name="Wave to")
    async def wave(interaction: Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(f"Waved to {member.display_name}.", ephemeral=True)

    del controls, layout, form, bring, shout, wave  # the tree has them


class Controls(parts.View):
    """Two rows of buttons and three selects."""

    def __init__(self, *, timeout: float | None) -> None:
        super().__init__(timeout=timeout)
        link = parts.Button[Controls](label="The manual", url="https://example.org/manual", row=1)
        self.add_item(link)
        self.add_item(parts.Button(emoji="🌱", disabled=True, row=1))

    @parts.button(label="Begin", style=discord.ButtonStyle.primary, emoji="☕")
    async def begin(self, interaction: Interaction, _: parts.Button[Any]) -> None:
        await interaction.response.send_message("Begun.")

    @parts.button(label="Later", style=discord.ButtonStyle.secondary)
    async def later(self, interaction: Interaction, _: parts.Button[Any]) -> None:
        await interaction.response.defer()

    @parts.button(label="Agree", style=discord.ButtonStyle.success)
    async def agree(self, interaction: Interaction, _: parts.Button[Any]) -> None:
        await interaction.response.defer()

    @parts.button(label="Remove", style=discord.ButtonStyle.danger)
    async def remove(self, interaction: Interaction, _: parts.Button[Any]) -> None:
        await interaction.response.defer()

    @parts.select(
        placeholder="Which drinks?",
        min_values=2,
        max_values=3,
        row=2,
        options=[
            discord.SelectOption(label="Tea", description="Black, with milk", emoji="🫖"),
            discord.SelectOption(label="Coffee", description="Strong", emoji="☕", default=True),
            discord.SelectOption(label="Water", emoji="💧"),
        ],
    )
    async def drinks(self, interaction: Interaction, select: parts.Select[Any]) -> None:
        await interaction.response.send_message("Drinks: " + ", ".join(sorted(select.values)))

    @parts.select(cls=parts.UserSelect[Any], placeholder="Who?", row=3)
    async def who(self, interaction: Interaction, select: parts.UserSelect[Any]) -> None:
        await interaction.response.send_message(f"Member: {select.values[0].display_name}")

    @parts.select(
        cls=parts.ChannelSelect[Any], channel_types=[discord.ChannelType.text], placeholder="Where?", row=4
    )
    async def where(self, interaction: Interaction, select: parts.ChannelSelect[Any]) -> None:
        await interaction.response.send_message(f"Channel: {select.values[0].name}")


class Layout(parts.LayoutView):
    """A container with everything that stands in one, and a gallery outside it."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        press = parts.Button[Layout](label="Visit", style=discord.ButtonStyle.primary)
        press.callback = self.visited
        roles = parts.MentionableSelect[Layout](placeholder="Tell whom?", min_values=0, max_values=2)
        roles.callback = self.told
        self.add_item(
            parts.Container[Layout](
                parts.Section[Layout](
                    "## A walk by the sea",
                    "Two hours, *mostly* flat.",
                    accessory=parts.Thumbnail[Layout]("attachment://sea.png", description="The sea"),
                ),
                parts.Separator(spacing=discord.SeparatorSpacing.large),
                parts.Section[Layout]("Meet at the **harbour**.", accessory=press),
                parts.File("attachment://sums.csv"),
                parts.Separator(visible=False),
                parts.ActionRow(roles),
                accent_colour=discord.Colour(0x3F7D94),
            )
        )
        pictures: parts.MediaGallery[Layout] = parts.MediaGallery(
            discord.MediaGalleryItem("attachment://sea.png", description="The sea"),
            discord.MediaGalleryItem("attachment://hill.png", description="A hill"),
            discord.MediaGalleryItem("attachment://night.png", description="The end", spoiler=True),
        )
        self.add_item(pictures)

    async def visited(self, interaction: Interaction) -> None:
        await interaction.response.send_message("Visited.", ephemeral=True)

    async def told(self, interaction: Interaction) -> None:
        values = (interaction.data or {}).get("values", [])
        await interaction.response.send_message(f"Told {len(values)}.", ephemeral=True)


class Everything(parts.Modal, title="About the walk"):
    """A form with each kind of input there is."""

    before = parts.TextDisplay[Any]("Tell us what you **need**.")
    name = parts.Label[Any](text="Name", component=parts.TextInput(max_length=20, custom_id="name"))
    why = parts.Label[Any](
        text="Why",
        description="As long as you like",
        component=parts.TextInput(style=discord.TextStyle.long, required=False, custom_id="why"),
    )
    pace = parts.Label[Any](
        text="Pace",
        component=parts.RadioGroup(
            custom_id="pace",
            options=[
                discord.RadioGroupOption(label="Slow", value="slow", description="With many rests"),
                discord.RadioGroupOption(label="Quick", value="quick"),
            ],
        ),
    )
    bring = parts.Label[Any](
        text="You bring",
        component=parts.CheckboxGroup(
            custom_id="bring",
            required=False,
            min_values=0,
            options=[discord.CheckboxGroupOption(label=w, value=w.lower()) for w in ("Bread", "Cheese", "Tea")],
        ),
    )
    friend = parts.Label[Any](text="A friend", component=parts.UserSelect(custom_id="friend", required=False))
    photo = parts.Label[Any](text="A photo", component=parts.FileUpload(custom_id="photo", required=False))
    agreed = parts.Label[Any](
        text="I walk at my own risk", component=parts.Checkbox(custom_id="agreed"), description="Really"
    )

    async def on_submit(self, interaction: Interaction) -> None:
        name, pace, bring, friend, photo, agreed = (
            label.component for label in (self.name, self.pace, self.bring, self.friend, self.photo, self.agreed)
        )
        assert isinstance(name, parts.TextInput)
        assert isinstance(pace, parts.RadioGroup)
        assert isinstance(bring, parts.CheckboxGroup)
        assert isinstance(friend, parts.UserSelect)
        assert isinstance(photo, parts.FileUpload)
        assert isinstance(agreed, parts.Checkbox)
        shown = [str(f.display_name) for f in friend.values] + [f.filename for f in photo.values]
        words = (name.value, pace.value, *sorted(bring.values), *shown, agreed.value)
        await interaction.response.send_message(" · ".join(str(w) for w in words))
