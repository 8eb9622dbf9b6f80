"""/setup: one private card on which a server is settled, by choosing and pressing; each choice is kept at once."""

from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands
from typing_extensions import override

from bot.features.cast.bringing_people import open_here
from bot.features.setup.setup_forms import cap_field, read_cap, zone_field
from bot.features.setup.setup_parts import (
    DEFAULT,
    MAKERS,
    Do,
    PickChannel,
    PickMakers,
    PickModel,
    PickProxies,
    PickRole,
)
from bot.features.setup.setup_state import (
    GREEN,
    RED,
    Desk,
    look,
    told_cap,
    told_check,
    told_makers,
    told_model,
    told_moderators,
    told_people,
    told_proxies,
    told_zone,
)
from bot.features.shared.channel_permissions import NEEDED
from bot.features.shared.command_context import House
from bot.features.shared.error_replies import apologize, own_words
from bot.features.shared.one_field_form import OneFieldForm
from bot.features.shared.option_choices import MOST
from bot.features.shared.time_zones import read_zone
from bot.features.shared.world_opening import choose_people
from troupe.core.errors import Conflict, TroupeError
from troupe.llm.openai.endpoint_survey import shown_model
from troupe.worlds.guild_settings import GuildSettings, Makers

Interaction = discord.Interaction[Any]
Row = discord.ui.ActionRow[Any]
Text = discord.ui.TextDisplay[Any]
Line = discord.ui.Separator[Any]

OPEN_FOR = 14 * 60
"""Seconds without a press after which the card is put away: Discord lets us change it for fifteen minutes."""


def setup_command(house: House) -> app_commands.Command[Any, ..., Any]:
    """For those who run the server."""

    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    async def setup(interaction: Interaction) -> None:
        _require(interaction)
        if interaction.guild is None:
            raise app_commands.NoPrivateMessage
        card = SetupCard(house, _first_channel(interaction.guild, interaction.channel))
        await card.lay_out()
        await interaction.response.send_message(view=card, ephemeral=True)
        card.shown_by(interaction)

    return app_commands.Command(
        name="setup",
        description="Settle this server: channel, permissions, moderators, model, cap",
        callback=setup,
    )


def _require(interaction: Interaction) -> None:
    """Not left to Discord alone: a server can hand its commands to anyone."""
    if not interaction.permissions.manage_guild:
        raise app_commands.MissingPermissions(["manage_guild"])


def _first_channel(guild: discord.Guild, here: object) -> discord.TextChannel:
    """Where the command was given, or else the first text channel. Raises Conflict if there is none."""
    home = here.parent if isinstance(here, discord.Thread) else here
    if isinstance(home, discord.TextChannel):
        return home
    if not guild.text_channels:
        raise Conflict("This server has no text channel. Make one, then use `/setup` again.")
    return guild.text_channels[0]


class SetupCard(discord.ui.LayoutView):
    """The card. Every press is answered by the card itself, laid out anew from what is stored."""

    def __init__(self, house: House, channel: discord.TextChannel) -> None:
        super().__init__(timeout=OPEN_FOR)
        self._house = house
        self._channel = channel
        self._guild = channel.guild
        self._tenant = f"guild:{channel.guild.id}"
        self._latest: Interaction | None = None

    def shown_by(self, interaction: Interaction) -> None:
        """The interaction by which the card was last shown, and can be changed."""
        self._latest = interaction

    async def lay_out(self, note: str = "") -> None:
        """Everything as it is now; `note` says how the last press ended."""
        desk = await look(self._house, self._channel)
        self.clear_items()
        self.add_item(
            discord.ui.Container(
                Text("## ⚙️ Set up Troupe\n-# Only you see this card. What you choose is kept at once."),
                *self._place(desk),
                Line(),
                *self._players(desk),
                Line(),
                *self._makers(desk.settings, told_makers(desk)),
                Line(),
                *self._limits(desk),
                accent_colour=GREEN if desk.ready else RED,
            )
        )
        if note:
            self.add_item(Text(note))

    @override
    async def interaction_check(self, interaction: Interaction, /) -> bool:
        _require(interaction)
        self._latest = interaction
        return True

    @override
    async def on_error(self, interaction: Interaction, error: Exception, item: discord.ui.Item[Any], /) -> None:
        await apologize(interaction, error, self._house.ids)

    @override
    async def on_timeout(self) -> None:
        if self._latest is None:
            return
        self.clear_items()
        self.add_item(Text("-# This card was put away. `/setup` brings it back; everything you chose is kept."))
        try:
            await self._latest.edit_original_response(view=self)
        except discord.HTTPException:
            return  # dismissed meanwhile

    # The parts of the card

    def _place(self, desk: Desk) -> list[discord.ui.Item[Any]]:
        can_open = desk.ready and desk.people is None
        return [
            Text("### 📍 Channel\nWhere people are to live. I check there what I may do."),
            Row(PickChannel("channel", self._chose_channel, desk.spot.channel_id, "A text channel", least=1)),
            Text(told_check(desk, NEEDED)),
            Text(told_people(desk)),
            Row(
                Do(
                    *("open", "Open a world there", self._open),
                    emoji="🎭",
                    style=discord.ButtonStyle.primary,
                    disabled=not can_open,
                ),
                Do("test", "Test message", self._test, emoji="💬"),
                Do("again", "Check again", self._again, emoji="🔄"),
            ),
        ]

    def _players(self, desk: Desk) -> list[discord.ui.Item[Any]]:
        settled = desk.settings
        return [
            Text(told_moderators(desk)),
            Row(PickRole("role", self._chose_role, settled.moderator_role, "No role: nobody is called")),
            Row(
                PickChannel(
                    *("reports", self._chose_reports, settled.moderators_channel, "No channel: no reports"),
                    least=0,
                )
            ),
            Text(told_proxies(desk)),
            Row(PickProxies(self._chose_proxies, settled.proxies)),
            Text(told_model(desk)),
            Row(PickModel(self._chose_model, self._models(settled.model))),
        ]

    def _makers(self, settings: GuildSettings, told: str) -> list[discord.ui.Item[Any]]:
        rows: list[discord.ui.Item[Any]] = [Text(told), Row(PickMakers(self._chose_makers, settings.makers))]
        if settings.makers is Makers.ROLE:
            rows.append(Row(PickRole("makers_role", self._chose_makers_role, settings.makers_role, "Which role")))
        nobody = "No role: those who may manage channels"
        return [
            *rows,
            Text("### 🔎 Researchers\nWho may plan, hold and read focus groups, without Manage Channels."),
            Row(PickRole("researchers", self._chose_researchers, settings.researchers_role, nobody)),
        ]

    def _limits(self, desk: Desk) -> list[discord.ui.Item[Any]]:
        return [
            discord.ui.Section(told_cap(desk), accessory=Do("cap", "Change", self._ask_cap)),
            discord.ui.Section(told_zone(desk), accessory=Do("zone", "Change", self._ask_zone)),
        ]

    def _models(self, chosen: str | None) -> list[discord.SelectOption]:
        usual, *names = self._house.mind.models
        mine = chosen if chosen in names else DEFAULT
        options = [discord.SelectOption(label=usual[:100], value=DEFAULT, description="The bot's own choice")]
        options += [discord.SelectOption(label=name, value=name) for name in names if len(name) <= 100]
        for option in options:
            option.default = option.value == mine
        return options[:MOST]

    # What presses do

    async def _show(self, interaction: Interaction, note: str = "") -> None:
        await self.lay_out(note)
        await interaction.response.edit_message(view=self)

    async def _settle(self, interaction: Interaction, note: str, **chosen: object) -> None:
        await self._house.stores(self._tenant).guilds.change(lambda known: known.model_copy(update=chosen))
        await self._show(interaction, note)

    async def _chose_channel(self, interaction: Interaction, channel_id: str | None) -> None:
        channel = self._guild.get_channel(int(channel_id or 0))
        if not isinstance(channel, discord.TextChannel):
            raise Conflict(
                "I cannot see that channel: allow my role **View Channel** there, then choose it again."
            )
        self._channel = channel
        await self._show(interaction)

    async def _chose_role(self, interaction: Interaction, role_id: str | None) -> None:
        note = f"✅ Reports call <@&{role_id}>." if role_id else "✅ Reports call nobody."
        await self._settle(interaction, note, moderator_role=role_id)

    async def _chose_reports(self, interaction: Interaction, channel_id: str | None) -> None:
        note = f"✅ Reports go to <#{channel_id}>." if channel_id else "✅ Reports go nowhere."
        await self._settle(interaction, note, moderators_channel=channel_id)

    async def _chose_proxies(
        self, interaction: Interaction, users: Sequence[discord.Member | discord.User]
    ) -> None:
        people = [user.display_name for user in users if not user.bot]
        if people:
            await self._show(
                interaction, f"❌ {', '.join(people)} is no bot. Choose bots such as PluralKit alone."
            )
            return
        names = ", ".join(f"**{user.display_name}**" for user in users)
        note = f"✅ What {names} says counts as its members'." if users else "✅ No bot speaks for members."
        await self._settle(interaction, note, proxies=tuple(str(user.id) for user in users))

    async def _chose_makers(self, interaction: Interaction, chosen: str | None) -> None:
        makers = Makers(chosen or Makers.RUNNERS.value)
        await self._settle(interaction, f"✅ Personas are made by: {MAKERS[makers].lower()}.", makers=makers)

    async def _chose_makers_role(self, interaction: Interaction, role_id: str | None) -> None:
        note = f"✅ Personas are made by <@&{role_id}>." if role_id else "✅ No role may make personas."
        await self._settle(interaction, note, makers_role=role_id)

    async def _chose_researchers(self, interaction: Interaction, role_id: str | None) -> None:
        note = f"✅ <@&{role_id}> may hold focus groups." if role_id else "✅ No role may hold focus groups."
        await self._settle(interaction, note, researchers_role=role_id)

    async def _chose_model(self, interaction: Interaction, model: str | None) -> None:
        name = shown_model(self._house.mind.player(model).name)
        await self._settle(interaction, f"✅ From now on people are played by **{name}**.", model=model)

    async def _again(self, interaction: Interaction) -> None:
        await self._show(interaction)

    async def _open(self, interaction: Interaction) -> None:
        desk = await look(self._house, self._channel)
        try:
            opened = await open_here(self._house, desk.spot)
        except TroupeError as error:
            await self._show(interaction, f"❌ {own_words(error)}")
            return
        await self._show(interaction, f"✅ **{opened.embed.title}**\n{opened.embed.description or ''}")

    async def _test(self, interaction: Interaction) -> None:
        await interaction.response.defer()
        (persona, ref), *_ = choose_people(self._house.library, ())
        wrong = await self._house.rehearse(self._tenant, str(self._channel.id), ref.slug, persona)
        success = f"✅ **{persona.name}** spoke in <#{self._channel.id}>: look there."
        await self.lay_out(f"❌ The test message failed. {wrong}" if wrong else success)
        await interaction.edit_original_response(view=self)

    async def _ask_cap(self, interaction: Interaction) -> None:
        now = (await self._house.stores(self._tenant).guilds.get()).usd_per_day
        await interaction.response.send_modal(
            OneFieldForm("Daily cap", cap_field(now), self._wrote_cap, self._house.ids),
        )

    async def _wrote_cap(self, interaction: Interaction, text: str) -> None:
        _require(interaction)  # the form may have been open for minutes: the right may be gone
        try:
            usd = read_cap(text)
        except TroupeError as error:
            await self._show(interaction, f"❌ {own_words(error)}")
            return
        bots = self._house.cap(self._tenant).usd
        note = "✅ The cap of whoever runs this bot counts." if usd is None else f"✅ At most ${usd:.2f} a day."
        if usd is not None and bots is not None and bots < usd:
            note = f"⚠️ Kept, but the cap of whoever runs this bot is lower and counts: ${bots:.2f} a day."
        await self._settle(interaction, note, usd_per_day=usd)

    async def _ask_zone(self, interaction: Interaction) -> None:
        now = (await self._house.stores(self._tenant).guilds.get()).time_zone
        await interaction.response.send_modal(
            OneFieldForm("Time zone", zone_field(now), self._wrote_zone, self._house.ids),
        )

    async def _wrote_zone(self, interaction: Interaction, text: str) -> None:
        _require(interaction)
        try:
            zone = read_zone(text)
        except TroupeError as error:
            await self._show(interaction, f"❌ {own_words(error)}")
            return
        await self._settle(interaction, f"✅ The time zone is **{zone}**.", time_zone=zone)
