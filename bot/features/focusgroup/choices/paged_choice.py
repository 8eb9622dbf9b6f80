"""A choice among as many as there are: Discord shows 25 in a menu, so more of them are turned over in pages."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord

from bot.features.focusgroup.choices.researcher_controls import ResearcherButton, ResearcherMenu
from bot.features.shared.command_context import House

Interaction = discord.Interaction[Any]
Picked = Callable[[Interaction, str], Awaitable[None]]
PAGE = 25


class PagedChoice(discord.ui.View):
    """A menu of options; `picked` is told the value of the one that was chosen. Researchers choose, and nobody
    else."""

    def __init__(
        self, house: House, options: Sequence[discord.SelectOption], placeholder: str, picked: Picked
    ) -> None:
        super().__init__(timeout=600)
        self._house = house
        self._pages = [options[at : at + PAGE] for at in range(0, len(options), PAGE)]
        self._placeholder = placeholder
        self._picked = picked
        self._show(0)

    def _show(self, page: int) -> None:
        self.clear_items()
        several = len(self._pages) > 1
        at = f" ({page + 1} of {len(self._pages)})" if several else ""
        placeholder = f"{self._placeholder}{at}"
        self.add_item(ResearcherMenu(self._house, self._pages[page], placeholder, self._chosen))
        if several:
            self._turn(page - 1, "Previous")
            self._turn(page + 1, "Next")

    def _turn(self, page: int, label: str) -> None:
        async def turned(answer: Interaction) -> None:
            self._show(page)
            await answer.response.edit_message(view=self)

        off = not 0 <= page < len(self._pages)
        self.add_item(ResearcherButton(self._house, label, turned, disabled=off))

    async def _chosen(self, answer: Interaction, values: Sequence[str]) -> None:
        await self._picked(answer, values[0])
