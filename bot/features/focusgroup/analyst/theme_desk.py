"""The themes of a reading to choose from, and what can be done with those that are chosen."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord

from bot.features.focusgroup.choices.researcher_controls import ResearcherButton, ResearcherMenu
from bot.features.shared.command_context import House
from bot.features.shared.deferred_answers import as_many, card, clip
from troupe.core.errors import BadInput
from troupe.research.analysis.analysis import StudyAnalysis, Theme

Interaction = discord.Interaction[Any]
Done = Callable[[Interaction, Sequence[Theme]], Awaitable[None]]
_MOST = 25


class ThemeDesk(discord.ui.View):
    """A menu of themes, several at once, over buttons for what is done with them. `acts` are these by their label,
    each with the least and the most themes that it takes."""

    def __init__(self, house: House, reading: StudyAnalysis, acts: dict[str, tuple[int, int, Done]]) -> None:
        super().__init__(timeout=600)
        self._themes = {theme.key: theme for theme in reading.themes[:_MOST]}
        self._chosen: list[Theme] = []
        if self._themes:
            self._add_menu(house)
        for label, (least, most, done) in acts.items():
            if most == 0 or len(self._themes) >= least:
                self._add_button(house, label, (least, most), done)

    def _add_menu(self, house: House) -> None:
        options = [
            discord.SelectOption(label=clip(theme.name, 100), value=theme.key, description=_told(theme))
            for theme in self._themes.values()
        ]

        async def chosen(answer: Interaction, values: Sequence[str]) -> None:
            self._chosen = [theme for key, theme in self._themes.items() if key in values]
            await answer.response.defer()

        self.add_item(ResearcherMenu(house, options, "Themes", chosen, (1, len(options))))

    def _add_button(self, house: House, label: str, takes: tuple[int, int], done: Done) -> None:
        least, most = takes

        async def pressed(answer: Interaction) -> None:
            if not least <= len(self._chosen) <= most and most > 0:
                count = "one theme" if most == 1 else "a theme" if least == 1 else f"{least} themes or more"
                raise BadInput(f"Choose {count} above first.")
            await done(answer, self._chosen)

        self.add_item(ResearcherButton(house, label, pressed))


def _told(theme: Theme) -> str:
    people = "1 person" if len(theme.participants) == 1 else f"{len(theme.participants)} people"
    return clip(theme.summary or people, 100)


def desk_card(reading: StudyAnalysis) -> discord.Embed:
    """What was changed so far, above the menu."""
    text = "Choose themes, then what to do with them. The report changes where it stands, marked as yours."
    embed = card("✏️ Edit themes", text)
    if reading.edits:
        lines = [f"• {clip(edit, 200)}" for edit in reading.edits]
        embed.add_field(name="Changed so far", value=as_many(lines, 1000), inline=False)
    return embed
