"""/privacy: what the people of a server know of a member, and having it erased. For everyone."""

from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands

from bot.features.shared.answer_cards import CardReply, replace, reply
from bot.features.shared.command_context import CommandSpot, House, spot_of
from bot.features.shared.deferred_answers import card
from bot.features.shared.lasting_buttons import Act, button
from troupe.core.errors import Conflict
from troupe.worlds.world import WorldKey

Interaction = discord.Interaction[Any]

FORGET = "privacy-forget"
_WHAT_GOES = (
    "In every channel of this server: all that you wrote to simulated people, your name with it, what they "
    "thought, felt and repeated because of it, and what was made at your request (people written, questions to a "
    "panel, notes on focus groups). This cannot be undone.",
    "Your messages themselves stay in Discord: only you can delete those. Who asked for something of the server's "
    "own, such as a saved persona, stays on record.",
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
    erased = await stores.mailbox.forget(member_id)
    requests = await stores.jobs.forget(member_id) + await stores.notes.forget(member_id)
    for world_id in erased:
        house.pokes.poke(WorldKey(spot.tenant, world_id))
    return CardReply([card("Forgotten", _receipt(sum(erased.values()), requests))])


def _receipt(messages: int, requests: int) -> str:
    """What was erased, counted."""
    if messages == requests == 0:
        return "There was nothing of yours."
    told = (
        _counted(messages, "message", "of yours, with what came of it"),
        _counted(requests, "request", "of yours, with what was made for it"),
    )
    return "\n".join(f"- {line}" for line in told if line)


def _counted(number: int, thing: str, what: str) -> str:
    return "" if number == 0 else f"{number} {thing}{'' if number == 1 else 's'} {what}"


ACTS: Mapping[str, Act] = {FORGET: _forget}
