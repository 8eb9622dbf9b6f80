"""A report: the message is hidden at once, and the moderators are shown what it said, by whom, to whom and why."""

from typing import Any

import aiohttp
import discord
from discord.utils import escape_markdown

from bot.features.moderation.why_card import name_of
from bot.features.shared.command_context import House, spot_of
from bot.features.shared.deferred_answers import CommandAnswer, card, clip
from troupe.worlds.guild_settings import GuildSettings
from troupe.worlds.transcript import Event, HumanAuthor
from troupe.worlds.world import World

Interaction = discord.Interaction[Any]

HIDDEN = "It is gone from the channel, and the people here forget it."
RED = discord.Colour.from_rgb(0xD8, 0x3C, 0x3E)
QUOTED = 2000
LONGEST_REASON = 500


def reason_field() -> discord.ui.Label[Any]:
    box: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="reason",
        style=discord.TextStyle.paragraph,
        placeholder="What is wrong with it",
        required=False,
        max_length=LONGEST_REASON,
    )
    return discord.ui.Label(
        text="Why", description="For the moderators. The message is hidden in any case.", component=box
    )


async def report_here(
    house: House, world: World, interaction: Interaction, message: discord.Message, reason: str
) -> CommandAnswer:
    """Hide the message and tell the moderators; what the reporter is told.

    The words are not kept by us: from now on they stand in the moderators' channel alone.
    """
    stores = house.stores(spot_of(interaction).tenant)
    reporter = HumanAuthor(id=str(interaction.user.id), name=interaction.user.display_name)
    event = await stores.moderation.report(world.id, str(message.id), reporter)
    house.pokes.poke(world.key)
    settled = await stores.guilds.get()
    outcome = await _tell(interaction, settled, _report_card(event, message, interaction.user, reason))
    return CommandAnswer(card("Thank you: it is hidden", f"{HIDDEN}\n{outcome}"))


async def _tell(interaction: Interaction, settled: GuildSettings, embed: discord.Embed) -> str:
    """Post the card where moderators read; in words, whether they know."""
    if settled.moderators_channel is None or interaction.guild is None:
        return "This server has no channel for reports, so nobody else was told. `/setup` settles one."
    channel = interaction.guild.get_channel(int(settled.moderators_channel))
    role = None if settled.moderator_role is None else discord.Object(int(settled.moderator_role))
    pinged = discord.AllowedMentions(everyone=False, users=False, roles=False if role is None else [role])
    try:
        if not isinstance(channel, discord.TextChannel):
            raise TypeError("no text channel")
        call = "" if role is None else f"<@&{role.id}>"
        await channel.send(call or None, embed=embed, allowed_mentions=pinged)
    except (TypeError, discord.HTTPException, aiohttp.ClientError):
        return "But I could not write to the moderators: please tell one of them."
    return "The moderators have been told."


def _report_card(
    event: Event, message: discord.Message, reporter: discord.User | discord.Member, reason: str
) -> discord.Embed:
    speaker = name_of(event.author)
    embed = card("🚩 Reported and hidden", _quoted(event.text), RED)
    embed.add_field(name="Said by", value=f"{escape_markdown(speaker)}, a simulated person")
    embed.add_field(name="Where", value=f"<#{event.place}> ([jump there]({message.jump_url}))")
    embed.add_field(name="Reported by", value=f"<@{reporter.id}> ({escape_markdown(reporter.display_name)})")
    embed.add_field(name="Why", value=clip(escape_markdown(reason), 1024) or "No reason given.", inline=False)
    embed.timestamp = event.at
    return embed.set_footer(text="These words are kept nowhere else. Delete this card, and they are gone.")


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in clip(escape_markdown(text), QUOTED).splitlines())
