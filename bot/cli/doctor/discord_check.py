"""The doctor's look at Discord: the token, the intents, and what the bot may do in each channel that matters."""

from collections.abc import Mapping, Sequence, Set

import aiohttp
import discord

from bot.cli.doctor.finding import DoctorFinding
from bot.environment.discord_endpoint import UNREADABLE, plain_json_answers, point_at
from bot.environment.settings import Settings
from bot.features.shared.channel_permissions import PINNING, invite_link, missing_permissions

MOST_GUILDS = 25
"""Servers looked into in one visit, those with people first: each costs three requests."""
WITHOUT = "set DISCORD_TOKEN (Discord developer portal → your application → Bot); `troupe play` needs none"
INTENT_FIX = "Discord developer portal → your application → Bot → switch on MESSAGE CONTENT INTENT"

Worlds = Mapping[str, Set[str]]
"""By the id of a server, the ids of its channels in which people live."""


async def examine_discord(settings: Settings, worlds: Worlds) -> list[DoctorFinding]:
    """Log in without going on the gateway, and look around. One finding each."""
    token = settings.discord_token
    if token is None:
        return [DoctorFinding("Discord token", False, "DISCORD_TOKEN is not set", WITHOUT)]
    point_at(settings.discord_api_base, settings.discord_cdn_base)
    client = discord.Client(intents=discord.Intents.none(), max_messages=None, http_trace=plain_json_answers())
    try:
        await client.login(token.get_secret_value())
        return await _look_around(client, worlds)
    except discord.LoginFailure:
        fix = "copy the token anew from the developer portal; an old one ends when a new one is made"
        return [DoctorFinding("Discord token", False, f"{settings.discord_api_base} does not know it", fix)]
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
        fix = "check the network and DISCORD_API_BASE, then try again"
        return [
            DoctorFinding("Discord", False, f"{settings.discord_api_base} does not answer ({_told(error)})", fix)
        ]
    except UNREADABLE as error:
        detail = f"what {settings.discord_api_base} answers cannot be read ({type(error).__name__})"
        return [DoctorFinding("Discord", False, detail, "check DISCORD_API_BASE: is this Discord?")]
    finally:
        await client.close()


async def _look_around(client: discord.Client, worlds: Worlds) -> list[DoctorFinding]:
    bot, application = client.user, client.application
    if bot is None or application is None:
        return [DoctorFinding("Discord", False, "the server did not say who we are", "check DISCORD_API_BASE")]
    link = invite_link(application.id)
    findings = [
        DoctorFinding("Discord token", True, f"it is {bot.name}'s"),
        _intent(application.flags),
        DoctorFinding("invite link", True, link),
    ]
    guilds = [guild.id async for guild in client.fetch_guilds(limit=200, with_counts=False)]
    if not guilds:
        return [*findings, DoctorFinding("servers", False, f"{bot.name} is in no server yet", f"open {link}")]
    guilds.sort(key=lambda guild_id: (str(guild_id) not in worlds, guild_id))
    for guild_id in guilds[:MOST_GUILDS]:
        findings += await _guild(client, guild_id, bot.id, worlds.get(str(guild_id), frozenset()))
    if len(guilds) > MOST_GUILDS:
        findings.append(DoctorFinding("servers", True, f"{len(guilds) - MOST_GUILDS} more were not looked into"))
    return findings


def _intent(flags: discord.ApplicationFlags) -> DoctorFinding:
    if flags.gateway_message_content or flags.gateway_message_content_limited:
        return DoctorFinding("message content intent", True, "it is on")
    detail = "it is off: the bot will be turned away, or hear only what mentions it"
    return DoctorFinding("message content intent", False, detail, INTENT_FIX)


async def _guild(client: discord.Client, guild_id: int, bot_id: int, homes: Set[str]) -> list[DoctorFinding]:
    """The channels in which people live; where they live nowhere yet, whether they could."""
    try:
        guild = await client.fetch_guild(guild_id, with_counts=False)
        channels = await guild.fetch_channels()
        me = await guild.fetch_member(bot_id)
    except discord.HTTPException as error:
        fix = "invite the bot again with the link above"
        return [DoctorFinding(f"server {guild_id}", False, f"it cannot be looked into ({_told(error)})", fix)]
    except UNREADABLE as error:
        detail = f"what Discord says of it cannot be read ({type(error).__name__})"
        return [DoctorFinding(f"server {guild_id}", False, detail, "look for a newer version of Troupe")]
    rooms = [channel for channel in channels if isinstance(channel, discord.TextChannel)]
    allowed = {room: room.permissions_for(me) for room in sorted(rooms, key=lambda room: room.position)}
    lived_in = {room: granted for room, granted in allowed.items() if str(room.id) in homes}
    if not lived_in:
        return [_vacant(guild, allowed)]
    lost = homes - {str(room.id) for room in lived_in}
    return [
        *(_channel(guild, room, granted) for room, granted in lived_in.items()),
        *(_lost(guild, channel_id) for channel_id in sorted(lost)),
    ]


def _channel(guild: discord.Guild, room: discord.TextChannel, granted: discord.Permissions) -> DoctorFinding:
    where = f"#{room.name} in {guild.name}"
    if missing := missing_permissions(granted, thread=False):
        return DoctorFinding(
            where, False, f"people live there, but I lack {_listed(missing)}", _mend(room, missing)
        )
    if not (granted.administrator or granted.pin_messages):
        _, name, purpose = PINNING
        detail = f"people can live there; {name}, {purpose}, is missing, and I can do without"
        return DoctorFinding(where, True, detail, _mend(room, ((name, purpose),)))
    return DoctorFinding(where, True, "people live there, and I may do all I need")


def _vacant(guild: discord.Guild, allowed: Mapping[discord.TextChannel, discord.Permissions]) -> DoctorFinding:
    lacking = {room: missing_permissions(granted, thread=False) for room, granted in allowed.items()}
    ready = [room for room, missing in lacking.items() if not missing]
    text = f"nobody lives there yet; people could in {len(ready)} of {len(allowed)} text channels"
    if ready:
        return DoctorFinding(guild.name, True, text)
    if not lacking:
        return DoctorFinding(
            guild.name, False, "it has no text channel that I can see", "make one, or let me see one"
        )
    room, missing = next(iter(lacking.items()))
    return DoctorFinding(
        guild.name, False, f"{text}: in #{room.name} I lack {_listed(missing)}", _mend(room, missing)
    )


def _lost(guild: discord.Guild, channel_id: str) -> DoctorFinding:
    detail = "people live there, but it is gone or hidden from me"
    fix = f"allow me View Channel there, or `troupe world close --channel {channel_id}`"
    return DoctorFinding(f"channel {channel_id} in {guild.name}", False, detail, fix)


def _listed(missing: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{name} ({purpose})" for name, purpose in missing)


def _mend(room: discord.TextChannel, missing: Sequence[tuple[str, str]]) -> str:
    names = ", ".join(name for name, _ in missing)
    return f"the settings of #{room.name} → Permissions → add my role → allow {names}"


def _told(error: Exception) -> str:
    return f"HTTP {error.status}" if isinstance(error, discord.HTTPException) else type(error).__name__
