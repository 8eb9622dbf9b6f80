"""The forms on which an analyst writes about themes: another name, or why one is left out."""

from collections.abc import Awaitable, Callable
from typing import Any

import discord
from typing_extensions import override

from bot.features.shared.command_context import House
from bot.features.shared.error_replies import apologize

Interaction = discord.Interaction[Any]
Named = Callable[[Interaction, str, str], Awaitable[None]]
MOST_NAME, MOST_SUMMARY = 100, 1000


class ThemeForm(discord.ui.Modal):
    """A theme's name and summary as they stand, to be written anew. `named` is told both."""

    def __init__(self, house: House, title: str, name: str, summary: str | None, named: Named) -> None:
        super().__init__(title=title, custom_id=f"form:{house.ids()}", timeout=900)
        self._house = house
        self._named = named
        self._name = discord.ui.TextInput[Any](custom_id="name", default=name[:MOST_NAME], max_length=MOST_NAME)
        self._summary = discord.ui.TextInput[Any](
            custom_id="summary",
            style=discord.TextStyle.paragraph,
            default=(summary or "")[:MOST_SUMMARY] or None,
            required=False,
            max_length=MOST_SUMMARY,
        )
        self.add_item(discord.ui.Label(text="Name", component=self._name))
        if summary is not None:
            self.add_item(discord.ui.Label(text="What it says", component=self._summary))

    @override
    async def on_submit(self, interaction: Interaction, /) -> None:
        await self._named(interaction, str(self._name.value).strip(), str(self._summary.value or "").strip())

    @override
    async def on_error(self, interaction: Interaction, error: Exception, /) -> None:
        await apologize(interaction, error, self._house.ids)
