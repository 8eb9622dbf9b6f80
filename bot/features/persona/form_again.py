"""The answer to a form that holds something wrong: the fault, all that was written, and a button that opens it
again."""

from collections.abc import Callable
from typing import Any

import discord
from typing_extensions import override

from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import CURTAIN, card, clip
from bot.features.shared.error_replies import apologize, explain
from troupe.core.errors import TroupeError

Interaction = discord.Interaction[Any]

OPEN_FOR = 14 * 60
"""Seconds for which what was written is kept for another try."""


class Again(discord.ui.View):
    """Opens the form once more, filled as it was."""

    def __init__(self, house: House, form: Callable[[], discord.ui.Modal]) -> None:
        super().__init__(timeout=OPEN_FOR)
        self._house = house
        self._form = form

    @discord.ui.button(label="Try again", emoji="✏️", style=discord.ButtonStyle.primary)
    async def again(self, interaction: Interaction, _: discord.ui.Button["Again"]) -> None:
        await interaction.response.send_modal(self._form())

    @override
    async def on_error(self, interaction: Interaction, error: Exception, item: discord.ui.Item[Any], /) -> None:
        await apologize(interaction, error, self._house.ids)


async def refuse(
    house: House, interaction: Interaction, error: TroupeError, written: str, form: Callable[[], discord.ui.Modal]
) -> None:
    """Say what is wrong, and lose nothing of what was written."""
    explanation = explain(error, house.ids)
    if explanation is None:
        return
    embed = card("Not yet", clip(f"{explanation.text}\n\n{written}", 4096), CURTAIN)
    if interaction.response.is_done():
        await interaction.edit_original_response(embed=embed, view=Again(house, form))
    else:
        await interaction.response.send_message(embed=embed, view=Again(house, form), ephemeral=True)
