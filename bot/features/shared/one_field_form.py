"""A form of one field, on which someone writes an answer."""

from collections.abc import Awaitable, Callable
from typing import Any

import discord
from typing_extensions import override

from bot.features.shared.error_replies import apologize
from troupe.core.ids import Ids

Interaction = discord.Interaction[Any]
Written = Callable[[Interaction, str], Awaitable[None]]


class OneFieldForm(discord.ui.Modal):
    """One field. `written` is told what stands in it. Each form has an id of its own: of two that have the same,
    discord.py knows only the one opened last, and hands it what is written in either."""

    def __init__(self, title: str, field: discord.ui.Label[Any], written: Written, ids: Ids) -> None:
        super().__init__(title=title, custom_id=f"form:{ids()}", timeout=900)
        self._field = field
        self._written = written
        self._ids = ids
        self.add_item(field)

    @override
    async def on_submit(self, interaction: Interaction, /) -> None:
        box = self._field.component
        await self._written(interaction, str(box.value).strip() if isinstance(box, discord.ui.TextInput) else "")

    @override
    async def on_error(self, interaction: Interaction, error: Exception, /) -> None:
        await apologize(interaction, error, self._ids)
