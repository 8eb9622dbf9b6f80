"""The card of `/world status`: who is here, who plays them, what it cost, and what is wrong."""

from collections.abc import Sequence

import discord

from bot.features.shared.command_context import CommandSpot, House, model_note
from bot.features.shared.deferred_answers import CURTAIN, INK, card, clip
from bot.features.shared.world_opening import MODEL_SET_AT, MODES
from bot.features.world.rhythm_words import told_every, told_next
from troupe.ports import Cap, Spend, Stores
from troupe.worlds.transcript import Event
from troupe.worlds.world import Person, World, WorldStatus

RECENT = 60
"""How many of the newest events are looked through for problems."""

STATES = {
    WorldStatus.OPEN: "listening",
    WorldStatus.STOPPED: "stopped, until `/world resume`",
    WorldStatus.PAUSED: "paused by a problem, until `/world resume`",
    WorldStatus.CLOSED: "closed",
}


async def status_card(house: House, spot: CommandSpot, world: World) -> discord.Embed:
    stores = house.stores(spot.tenant)
    people = await stores.casts.of(world.id)
    counts = await stores.worlds.counts(world.id)
    spend = await stores.budgets.today()
    settled = await stores.guilds.get()
    decisions = await stores.transcripts.decisions(world.id, limit=1)
    embed = card(
        f"#{world.name}: {STATES[world.status]}", colour=INK if world.status is WorldStatus.OPEN else CURTAIN
    )
    embed.add_field(name=f"People ({len(people)})", value=clip(_cast(people), 1024), inline=False)
    embed.add_field(name="Mode", value=f"**{world.mode.value}**: {MODES[world.mode]}", inline=False)
    if world.rhythm is not None:
        every = f"about every {told_every(world.rhythm.every)}; next: {told_next(world)}"
        embed.add_field(name="Rhythm", value=clip(every, 1024), inline=False)
    player = clip(played_by(house, settled.model), 1024 - len(MODEL_SET_AT) - 4)
    embed.add_field(name="Played by", value=f"{player}\n{MODEL_SET_AT}", inline=False)
    embed.add_field(
        name="Spent today, this server", value=_spending(spend, house.cap(spot.tenant).lowered(settled))
    )
    embed.add_field(name="On the way", value=f"{counts.unsent} unsent lines, {counts.open_turns} turns under way")
    if decisions:
        embed.add_field(name="Last floor decision", value=clip(decisions[0].reason or "none", 1024), inline=False)
    problems = await _problems(house, spot, stores, world, counts.events)
    if problems:
        text = "\n".join(f"- {clip(line, 240)}" for line in problems)
        embed.add_field(name="Problems", value=clip(text, 1024), inline=False)
    return embed


def played_by(house: House, model: str | None) -> str:
    """Who plays, and that a model chosen before is not to be had any more."""
    manner = house.mind.player(model).manner
    words = model_note(house, model).words + (f"\n{manner}" if manner else "")
    if model is None or model in house.mind.models:
        return words
    return f"{words}; **{model}**, chosen for this server, is not offered any more: `/world model` chooses another"


def _cast(people: Sequence[Person]) -> str:
    return (
        ", ".join(f"{p.name} (quiet)" if p.quiet else p.name for p in people)
        or "nobody; `/cast add` brings people"
    )


def _spending(spend: Spend, cap: Cap) -> str:
    total = spend.usage.tokens + spend.reserved.tokens
    tokens = f"{total:,} tokens" + (f" of {cap.tokens:,}" if cap.tokens is not None else "")
    if spend.usage.usd is None:
        return tokens
    money = f"${spend.usage.usd:.2f}" + (f" of ${cap.usd:.2f}" if cap.usd is not None else "")
    return f"{money}\n{tokens}"


async def _problems(house: House, spot: CommandSpot, stores: Stores, world: World, events: int) -> list[str]:
    """What is wrong here and now first, then what went wrong lately, newest first."""
    lines = [f"I lack the permission {name} here, {purpose}" for name, purpose in spot.missing]
    lines.extend(house.problems)
    recent = await stores.transcripts.read(world.id, after=max(0, events - RECENT))
    failed = [event for event in reversed(recent) if _is_failure(event)]
    lines.extend(event.text for event in failed[:3] if event.text)
    return lines


def _is_failure(event: Event) -> bool:
    return event.facets.trouble
