"""A menu and a button for researchers alone, on messages that live as long as the process."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord
from typing_extensions import override

from bot.features.focusgroup.rights.researcher_rights import require_researcher
from bot.features.shared.command_context import House
from bot.features.shared.error_replies import apologize

Interaction = discord.Interaction[Any]
Chosen = Callable[[Interaction, Sequence[str]], Awaitable[None]]
Pressed = Callable[[Interaction], Awaitable[None]]


class ResearcherMenu(discord.ui.Select[Any]):
    """A menu; `chosen` is told the values. What goes wrong in it is told to whoever chose."""

    def __init__(
        self,
        house: House,
        options: Sequence[discord.SelectOption],
        placeholder: str,
        chosen: Chosen,
        takes: tuple[int, int] = (1, 1),
    ) -> None:
        least, most = takes
        super().__init__(placeholder=placeholder, options=list(options), min_values=least, max_values=most)
        self._house = house
        self._chosen = chosen

    @override
    async def callback(self, interaction: Interaction) -> None:
        try:
            await require_researcher(self._house, interaction)
            await self._chosen(interaction, self.values)
        except Exception as error:  # noqa: BLE001 - the edge of a choice: discord.py would tell nobody
            await apologize(interaction, error, self._house.ids)


class ResearcherButton(discord.ui.Button[Any]):
    """A button; what goes wrong in it is told to whoever pressed."""

    def __init__(self, house: House, label: str, pressed: Pressed, *, disabled: bool = False) -> None:
        super().__init__(label=label, disabled=disabled)
        self._house = house
        self._pressed = pressed

    @override
    async def callback(self, interaction: Interaction) -> None:
        try:
            await require_researcher(self._house, interaction)
            await self._pressed(interaction)
        except Exception as error:  # noqa: BLE001 - the edge of a press: discord.py would tell nobody
            await apologize(interaction, error, self._house.ids)
