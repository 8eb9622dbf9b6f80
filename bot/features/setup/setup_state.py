"""The state of a server as /setup shows it, in words, read once and put into lines. Knows no buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import discord

from bot.features.shared.channel_permissions import PINNING
from bot.features.shared.command_context import CommandSpot, House, spot_in
from bot.features.shared.world_opening import MODEL_SET_AT
from bot.features.world.world_status import played_by
from troupe.ports import Cap, Spend
from troupe.worlds.guild_settings import GuildSettings, Makers
from troupe.worlds.world import Person

GREEN = discord.Colour.from_rgb(0x3B, 0xA5, 0x5D)
RED = discord.Colour.from_rgb(0xD8, 0x3C, 0x3E)


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything shown at once. `spot` is the chosen channel; `people` live there, None if there is no world;
    `cap` is that of whoever runs the bot; `player` says who plays the people, `deaf` what keeps the bot from
    writing to the moderators."""

    spot: CommandSpot
    people: tuple[Person, ...] | None
    settings: GuildSettings
    cap: Cap
    spend: Spend
    player: str
    deaf: str
    now: datetime

    @property
    def ready(self) -> bool:
        return not self.spot.missing


async def look(house: House, channel: discord.TextChannel) -> Desk:
    """Read the state of a server and of one of its channels."""
    spot = spot_in(channel)
    stores = house.stores(spot.tenant)
    settings = await stores.guilds.get()
    world = await stores.worlds.at_channel(spot.channel_id)
    return Desk(
        spot=spot,
        people=None if world is None else await stores.casts.of(world.id),
        settings=settings,
        cap=house.cap(spot.tenant),
        spend=await stores.budgets.today(),
        player=played_by(house, settings.model),
        deaf=_deaf(channel.guild, settings.moderators_channel),
        now=house.clock.now(),
    )


def told_check(desk: Desk, needed: Sequence[tuple[str, str, str]]) -> str:
    """One line a permission, ✅ or ❌; under each that is missing, how to mend it."""
    missing = {name for name, _ in desk.spot.missing}
    lines = [_checked(name, purpose, desk.spot, lacking=name in missing) for _, name, purpose in needed]
    if not desk.spot.may_pin:
        _, name, purpose = PINNING
        lines.append(f"⚠️ **{name}**, {purpose}; I can do without\n{_mend(name, desk.spot)}")
    return "\n".join(lines)


def told_people(desk: Desk) -> str:
    """Who lives in the chosen channel."""
    if desk.people is None:
        return f"Nobody lives in {desk.spot.mention} yet."
    names = ", ".join(f"**{person.name}**" for person in desk.people) or "nobody"
    return f"In {desk.spot.mention} live {names}."


def told_cap(desk: Desk) -> str:
    """What may be spent in a day, and who says so."""
    own, bots = desk.settings.usd_per_day, desk.cap.usd
    limit = desk.cap.lowered(desk.settings).usd
    if limit is None:
        text = "no limit in money"
    elif own is None or (bots is not None and bots < own):
        text = f"${limit:.2f}, the cap of whoever runs this bot"
    else:
        text = f"${limit:.2f}"
    spent = desk.spend.usage.usd or 0.0
    till = "At the cap everyone falls silent until midnight UTC."
    return f"### 💵 Daily cap\n{text}\n-# Spent today: ${spent:.2f}. {till}"


def told_zone(desk: Desk) -> str:
    """Where the clock of this server stands."""
    there = desk.now.astimezone(desk.settings.zone)
    return f"### 🕰️ Time zone\n{desk.settings.time_zone}\n-# It is {there:%H:%M} there. Quiet hours follow it."


def told_moderators(desk: Desk) -> str:
    """Who hears of reports, and whether they can."""
    text = "### 🛡️ Moderators\nReports go to this channel and call this role."
    return f"{text}\n❌ {desk.deaf}" if desk.deaf else text


def told_proxies(desk: Desk) -> str:
    """Which bots speak for members, and what that costs."""
    text = "### 🎭 Proxies\nBots such as PluralKit, whose messages count as those of the members behind them."
    waits = "-# While there is one, people answer a moment later, so that nobody answers what it says anew."
    return f"{text}\n{waits}" if desk.settings.proxies else text


def told_makers(desk: Desk) -> str:
    """Who may make personas."""
    text = "### 🎨 Personas\nWho may make, change and remove this server's own."
    if desk.settings.makers is Makers.ROLE and desk.settings.makers_role is None:
        return f"{text}\n❌ Choose the role; until then it is those with Manage Channels."
    return text


def told_model(desk: Desk) -> str:
    return f"### 🧠 Model\nPeople are played by {desk.player}.\n-# {MODEL_SET_AT}"


def _checked(name: str, purpose: str, spot: CommandSpot, *, lacking: bool) -> str:
    return f"❌ **{name}**, {purpose}\n{_mend(name, spot)}" if lacking else f"✅ **{name}**, {purpose}"


def _mend(name: str, spot: CommandSpot) -> str:
    return f"-# To mend it: {spot.mention} → Edit Channel → Permissions → add my role → allow *{name}*."


def _deaf(guild: discord.Guild, channel_id: str | None) -> str:
    if channel_id is None:
        return ""
    channel = guild.get_channel(int(channel_id))
    if not isinstance(channel, discord.TextChannel):
        return "That channel is gone. Choose another one."
    granted = channel.permissions_for(guild.me)
    if granted.view_channel and granted.send_messages and granted.embed_links:
        return ""
    return f"I may not write in <#{channel_id}>: allow my role View Channel, Send Messages and Embed Links there."
