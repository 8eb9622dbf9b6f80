"""/privacy: what the people of a server know of a member, seen, allowed and erased. For everyone."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands
from discord.utils import escape_markdown, format_dt

from bot.features.focusgroup.withdrawal.leaving import withdraw_everywhere
from bot.features.shared.answer_cards import CardReply, replace, reply
from bot.features.shared.command_context import CommandSpot, House, spot_of
from bot.features.shared.deferred_answers import as_many, card, clip
from bot.features.shared.lasting_buttons import Act, button
from troupe.core.errors import Conflict
from troupe.worlds.memories.member_record import MemoryAbout
from troupe.worlds.world import WorldKey

Interaction = discord.Interaction[Any]

FORGET = "privacy-forget"
_WHAT_GOES = (
    "In every channel of this server: all that you wrote to simulated people, your name with it, what they "
    "thought, felt, remembered and repeated because of it, and what was made at your request (people written, "
    "questions to a panel, notes on focus groups). You leave every focus group that you joined, and its report. "
    "This cannot be undone.",
    "Your messages themselves stay in Discord: only you can delete those. Who asked for something of the server's "
    "own, such as a saved persona, stays on record.",
)
_ALLOWED = (
    "People here may remember facts that you tell about yourself. `/privacy show` lists them, and "
    "`/privacy remember-me allow:False` has them forgotten."
)
_NOT_ALLOWED = (
    "People here remember what was said, and make no facts about you of it. `/privacy remember-me` allows them to."
)


class PrivacyCommands(app_commands.Group):
    """For every member, about themselves alone."""

    def __init__(self, house: House) -> None:
        super().__init__(
            name="privacy", description="What simulated people know of you in this server", guild_only=True
        )
        self._house = house

    @app_commands.command(name="forget", description="Have all that you wrote here erased, with what came of it")
    async def forget(self, interaction: Interaction) -> None:
        await reply(self._house, interaction, _ask_first(spot_of(interaction), str(interaction.user.id)))

    @app_commands.command(name="show", description="What is kept of you in this server, shown to you alone")
    async def show(self, interaction: Interaction) -> None:
        await reply(self._house, interaction, _kept(self._house, spot_of(interaction), str(interaction.user.id)))

    @app_commands.command(
        name="remember-me",
        description="Allow the people of this server to remember facts about you, or not any more",
    )
    @app_commands.describe(allow="Yes: they may. No: what they remember about you goes")
    async def remember_me(self, interaction: Interaction, allow: bool = True) -> None:
        member_id = str(interaction.user.id)
        work = _remembered if allow else _not_remembered
        await reply(self._house, interaction, work(self._house, spot_of(interaction), member_id))


async def _remembered(house: House, spot: CommandSpot, member_id: str) -> CardReply:
    await house.stores(spot.tenant).consents.allow(member_id)
    return CardReply([card("They may remember you", _ALLOWED)])


async def _not_remembered(house: House, spot: CommandSpot, member_id: str) -> CardReply:
    gone = await house.stores(spot.tenant).consents.withdraw(member_id)
    receipt = _counted(gone, "memory", "about you went", "memories") or "There was no memory about you."
    return CardReply([card("They remember no facts about you", f"{receipt}\n\n{_NOT_ALLOWED}")])


async def _kept(house: House, spot: CommandSpot, member_id: str) -> CardReply:
    """The card of what is kept."""
    record = await house.stores(spot.tenant).consents.record(member_id)
    messages = _counted(record.messages, "message", "of yours, as you wrote them here") or "no message of yours"
    embed = card("What is kept of you here", f"{messages}. {_ALLOWED if record.allowed else _NOT_ALLOWED}")
    if record.memories:
        told = [_about(memory) for memory in record.memories]
        embed.add_field(name="What people remember about you", value=as_many(told, 1000), inline=False)
    return CardReply([embed.set_footer(text="/privacy forget has all of it erased.")])


def _about(about: MemoryAbout) -> str:
    memory = about.memory
    text = clip(escape_markdown(" ".join(memory.text.split())), 200)
    who = f"**{escape_markdown(about.person)}** in #{escape_markdown(about.world)}"
    return f"- {who}, {format_dt(memory.at, 'd')}: {text if memory.current else f'~~{text}~~'}"


async def _ask_first(spot: CommandSpot, member_id: str) -> CardReply:
    """The card that tells what goes, with the button that has it go."""
    del spot
    yes = button(FORGET, member_id, "Forget me", style=discord.ButtonStyle.danger)
    return CardReply(
        [card("Have everything forgotten that you wrote here?", "\n\n".join(_WHAT_GOES))], None, [yes]
    )


async def _forget(house: House, interaction: Interaction, member_id: str) -> None:
    """The press of *Forget me*. Raises Conflict for anybody else's card."""
    if str(interaction.user.id) != member_id:
        raise Conflict("That card is somebody else's. Use `/privacy forget` yourself.")
    await replace(house, interaction, _forgotten(house, interaction, member_id))


async def _forgotten(house: House, interaction: Interaction, member_id: str) -> CardReply:
    spot = spot_of(interaction)
    stores = house.stores(spot.tenant)
    memories = len((await stores.consents.record(member_id)).memories)
    studies = await withdraw_everywhere(house, interaction.client, spot.tenant, member_id)
    erased = await stores.mailbox.forget(member_id)
    await stores.consents.forget(member_id)
    requests = await stores.jobs.forget(member_id) + await stores.notes.forget(member_id)
    for world_id in erased:
        house.pokes.poke(WorldKey(spot.tenant, world_id))
    return CardReply([card("Forgotten", _receipt(sum(erased.values()), memories, requests, studies))])


def _receipt(messages: int, memories: int, requests: int, studies: int) -> str:
    """What was erased, counted."""
    if messages == memories == requests == studies == 0:
        return "There was nothing of yours."
    told = (
        _counted(messages, "message", "of yours, with what came of it"),
        _counted(memories, "memory", "about you", "memories"),
        _counted(requests, "request", "of yours, with what was made for it"),
        _counted(studies, "study", "in which you took part, with what you said and voted", "studies"),
    )
    return "\n".join(f"- {line}" for line in told if line)


def _counted(number: int, thing: str, what: str, things: str = "") -> str:
    return "" if number == 0 else f"{number} {thing if number == 1 else things or f'{thing}s'} {what}"


ACTS: Mapping[str, Act] = {FORGET: _forget}
