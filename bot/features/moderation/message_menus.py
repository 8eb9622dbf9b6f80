"""The menus on a message: why it was said, say it anew, out with it, report it."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import aiohttp
import discord
from discord import app_commands

from bot.features.moderation.reports import reason_field, report_here
from bot.features.moderation.why_card import name_of, silence_card, why_card
from bot.features.shared.command_context import CommandSpot, House, spot_of, world_here
from bot.features.shared.deferred_answers import CommandAnswer, answer, card
from bot.features.shared.one_field_form import OneFieldForm
from troupe.core.errors import Conflict, NotFound
from troupe.ports import Moderation
from troupe.worlds.speech_account import Account
from troupe.worlds.transcript import HumanAuthor
from troupe.worlds.world import World

Interaction = discord.Interaction[Any]
Menu = app_commands.ContextMenu


class MessageMenus:
    """The menus on something that a person said; `all` lists them. Discord shows five at most."""

    def __init__(self, house: House) -> None:
        self._house = house

    def all(self) -> Sequence[Menu]:
        kind = discord.AppCommandType.message
        menus = (
            Menu(name="Why?", callback=self.why, type=kind),
            Menu(name="Redo", callback=self.redo, type=kind),
            Menu(name="Remove", callback=self.remove, type=kind),
            Menu(name="Report", callback=self.report, type=kind),
        )
        return [app_commands.guild_only(menu) for menu in menus]

    async def why(self, interaction: Interaction, message: discord.Message) -> None:
        async def work() -> CommandAnswer:
            spot = spot_of(interaction)
            if silences := await self._silences(spot, message):
                return CommandAnswer(silence_card(silences))
            _, account = await self._account(spot, message)
            return CommandAnswer(
                why_card(account, thoughts=_runs(interaction), guild_id=interaction.guild_id or 0)
            )

        await answer(interaction, self._house.clock, work())

    async def redo(self, interaction: Interaction, message: discord.Message) -> None:
        await answer(interaction, self._house.clock, self._redo(spot_of(interaction), interaction, message))

    async def _redo(self, spot: CommandSpot, interaction: Interaction, message: discord.Message) -> CommandAnswer:
        world, account = await self._account(spot, message)
        if not (_runs(interaction) or account.answers(str(interaction.user.id))):
            raise Conflict("Only whom it was said to, and those who run the channel, can have it said anew.")
        event = await self._moderation(spot).redo(world.id, str(message.id), member_of(interaction))
        self._house.pokes.poke(world.key)
        text = "The old words are gone, from the channel and from everyone's mind."
        return CommandAnswer(card(f"{name_of(event.author)} decides again", text))

    async def remove(self, interaction: Interaction, message: discord.Message) -> None:
        await answer(interaction, self._house.clock, self._remove(spot_of(interaction), interaction, message))

    async def _remove(
        self, spot: CommandSpot, interaction: Interaction, message: discord.Message
    ) -> CommandAnswer:
        if (question := await self._question(spot, message)) is not None:
            return await self._take_back(spot, interaction, message, *question)
        world, account = await self._account(spot, message)
        if not (await self._moderates(spot, interaction) or account.answers(str(interaction.user.id))):
            raise Conflict(
                "Only moderators, and whom it was said to, can remove it. *Report* is there for everyone: "
                "it hides the message too."
            )
        await self._moderation(spot).remove(world.id, str(message.id), member_of(interaction))
        self._house.pokes.poke(world.key)
        return CommandAnswer(card("Removed", "It is gone from the channel, and the people here forget it."))

    async def _question(self, spot: CommandSpot, message: discord.Message) -> tuple[World, HumanAuthor] | None:
        """Whose question a message of ours shows, put with /ask: its author cannot delete it in Discord."""
        for world in await self._ever_at(spot):
            writer = await self._house.stores(spot.tenant).mailbox.writer(world.id, str(message.id))
            if writer is not None and message.author.bot:
                return world, writer
        return None

    async def _take_back(
        self,
        spot: CommandSpot,
        interaction: Interaction,
        message: discord.Message,
        world: World,
        writer: HumanAuthor,
    ) -> CommandAnswer:
        """Erase a question as if its author had deleted it; out of the minds first, then out of the channel."""
        if writer.id != str(interaction.user.id) and not await self._moderates(spot, interaction):
            raise Conflict("Only who asked it, and moderators, can remove it.")
        await self._house.stores(spot.tenant).mailbox.erase(world.id, [str(message.id)])
        self._house.pokes.poke(world.key)
        try:
            await message.delete()
        except discord.NotFound:
            pass  # gone already
        except (discord.HTTPException, aiohttp.ClientError):
            text = "The people here forget it, but I could not delete the message: please ask a moderator to."
            return CommandAnswer(card("Forgotten", text))
        return CommandAnswer(
            card("Removed", "The question is gone from the channel, and the people here forget it.")
        )

    async def report(self, interaction: Interaction, message: discord.Message) -> None:
        spot = spot_of(interaction)
        world, _ = await self._account(spot, message)

        async def written(submitted: Interaction, reason: str) -> None:
            work = report_here(self._house, world, submitted, message, reason)
            await answer(submitted, self._house.clock, work)

        await interaction.response.send_modal(OneFieldForm("Report", reason_field(), written, self._house.ids))

    def _moderation(self, spot: CommandSpot) -> Moderation:
        return self._house.stores(spot.tenant).moderation

    async def _ever_at(self, spot: CommandSpot) -> Sequence[World]:
        """Every world that this thread has or had, then those of the channel."""
        worlds = self._house.stores(spot.tenant).worlds
        own = () if spot.place == spot.channel_id else await worlds.ever_at_channel(spot.place)
        return (*own, *await worlds.ever_at_channel(spot.channel_id))

    async def _account(self, spot: CommandSpot, message: discord.Message) -> tuple[World, Account]:
        """The world that the message was said in, also one that is over, and how it came about. Raises NotFound if
        it is not a person's."""
        stores = self._house.stores(spot.tenant)
        worlds = await self._ever_at(spot)
        for world in worlds[:-1]:
            with suppress(NotFound):
                return world, await stores.moderation.account(world.id, str(message.id))
        last = worlds[-1] if worlds else await world_here(self._house, spot)
        return last, await stores.moderation.account(last.id, str(message.id))

    async def _silences(self, spot: CommandSpot, message: discord.Message) -> tuple[Account, ...]:
        """Who kept silent about this message of a member, and why."""
        stores = self._house.stores(spot.tenant)
        worlds = await self._ever_at(spot)
        silences = [await stores.moderation.silences(world.id, str(message.id)) for world in worlds]
        return tuple(account for of_world in silences for account in of_world)

    async def _moderates(self, spot: CommandSpot, interaction: Interaction) -> bool:
        """By permission, or by the role that this server has settled."""
        if interaction.permissions.manage_messages:
            return True
        role = (await self._house.stores(spot.tenant).guilds.get()).moderator_role
        member = interaction.user
        return isinstance(member, discord.Member) and role is not None and member.get_role(int(role)) is not None


def member_of(interaction: Interaction) -> HumanAuthor:
    """Who chose the menu."""
    return HumanAuthor(id=str(interaction.user.id), name=interaction.user.display_name)


def _runs(interaction: Interaction) -> bool:
    return interaction.permissions.manage_messages or interaction.permissions.manage_channels
