"""Buttons that say in their id what they are about. Nothing of them is kept in memory, so that they outlive the
process: a button posted today works with the bot of next year."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import discord
from typing_extensions import override

from bot.delivery.notice_buttons import PREFIX
from bot.features.shared.command_context import House
from bot.features.shared.error_replies import apologize

Interaction = discord.Interaction[Any]
Button = discord.ui.Button[Any]
Act = Callable[[House, Interaction, str], Awaitable[None]]
"""What a press does: told who pressed, and what the button is about."""

MAX_ID = 100
MOST_IN_ROW = 5


def button(act: str, about: str, label: str, **look: Any) -> Button:
    """A button for the act of this name. Sent in a view that `unwatched` has seen."""
    custom_id = f"{PREFIX}{act}:{about}"
    if len(custom_id) > MAX_ID:
        raise ValueError(f"a button's id is longer than Discord takes: {custom_id}")
    return discord.ui.Button(custom_id=custom_id, label=label[:80], **look)


def unwatched(*buttons: Button) -> discord.ui.View:
    """A view of these buttons, which discord.py does not keep: presses go to the acts, and to nobody else."""
    view = discord.ui.View(timeout=None)
    for item in buttons:
        view.add_item(item)
    view.stop()
    return view


def laid_out(parts: Sequence[str], buttons: Sequence[Button], colour: discord.Colour) -> discord.ui.LayoutView:
    """A message in one container, its parts divided by lines and the buttons under them, five a row; unwatched as
    well. Discord takes 4000 characters of all parts together."""
    frame: discord.ui.Container[discord.ui.LayoutView] = discord.ui.Container(accent_colour=colour)
    for number, part in enumerate(parts):
        if number:
            frame.add_item(discord.ui.Separator())
        frame.add_item(discord.ui.TextDisplay(part))
    for at in range(0, len(buttons), MOST_IN_ROW):
        frame.add_item(discord.ui.ActionRow(*buttons[at : at + MOST_IN_ROW]))
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(frame)
    view.stop()
    return view


def add_acts(client: discord.Client, house: House, acts: Mapping[str, Act]) -> None:
    """Have presses of all these buttons answered, of those posted long ago too. One under a line of the outbox is
    about the channel where it is, and says no more."""
    names = "|".join(re.escape(act) for act in acts)

    class Known(
        discord.ui.DynamicItem[Button], template=rf"{re.escape(PREFIX)}(?P<act>{names})(?::(?P<about>.*))?"
    ):
        def __init__(self, item: Button, act: str, about: str) -> None:
            super().__init__(item)
            self._act = act
            self._about = about

        @classmethod
        @override
        async def from_custom_id(
            cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
        ) -> "Known":
            if not isinstance(item, discord.ui.Button):
                raise TypeError("not a button")
            return cls(item, match["act"], match["about"] or "")

        @override
        async def callback(self, interaction: Interaction) -> None:
            try:
                await acts[self._act](house, interaction, self._about)
            except Exception as error:  # noqa: BLE001 - the edge of a press: discord.py would tell nobody
                await apologize(interaction, error, house.ids)

    client.add_dynamic_items(Known)
