"""The press of *Edit themes…* under a report: themes renamed, joined, left out, and what each change leads to."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord

from bot.features.focusgroup.analyst.answer_recoding import code_answers, recode_answer
from bot.features.focusgroup.analyst.changing import changed
from bot.features.focusgroup.analyst.theme_desk import Done, ThemeDesk, desk_card
from bot.features.focusgroup.analyst.theme_form import MOST_NAME, ThemeForm
from bot.features.focusgroup.reporting.edited_reading import EditedReading, edited_reading
from bot.features.focusgroup.reporting.report_buttons import THEMES
from bot.features.focusgroup.rights.researcher_rights import require_researcher
from bot.features.shared.command_context import House
from bot.features.shared.lasting_buttons import Act
from bot.features.shared.one_field_form import OneFieldForm
from troupe.core.errors import BadInput, Conflict
from troupe.research.analysis.analysis import Theme
from troupe.research.analysis.by_analyst.analyst_changes import ThemeRejected, ThemeRenamed, ThemesJoined

Interaction = discord.Interaction[Any]
_MOST_THEMES = 25


async def edit_themes(house: House, interaction: Interaction, job_id: str) -> None:
    """Offer the themes as they are by now, and what can be done with them."""
    await require_researcher(house, interaction)
    reading = await edited_reading(house, f"guild:{interaction.guild_id}", job_id)
    acts: dict[str, tuple[int, int, Done]] = {
        "Rename…": (1, 1, _renaming(house, reading)),
        "Join…": (2, _MOST_THEMES, _joining(house, reading)),
        "Leave out…": (1, 1, _rejecting(house, reading)),
        "Code answers…": (0, 0, code_answers(house, reading)),
    }
    if reading.analysis.coded:
        acts["Recode…"] = (0, 0, recode_answer(house, reading))
    view = ThemeDesk(house, reading.analysis, acts)
    await interaction.response.send_message(embed=desk_card(reading.analysis), view=view, ephemeral=True)


def _renaming(house: House, reading: EditedReading) -> Done:
    async def done(interaction: Interaction, themes: Sequence[Theme]) -> None:
        (theme,) = themes

        async def named(answer: Interaction, name: str, summary: str) -> None:
            if not name:
                raise BadInput("A theme needs a name.")
            if (name, summary) == (theme.name, theme.summary):
                raise Conflict("It is called so already, and says so.")
            change = ThemeRenamed(theme=theme.key, name=name, summary=summary)
            await changed(house, answer, reading, change, f"“{theme.name}” is called “{name}” now.")

        form = ThemeForm(house, "Rename a theme", theme.name, theme.summary, named)
        await interaction.response.send_modal(form)

    return done


def _joining(house: House, reading: EditedReading) -> Done:
    async def done(interaction: Interaction, themes: Sequence[Theme]) -> None:
        async def named(answer: Interaction, name: str, _: str) -> None:
            if not name:
                raise BadInput("A theme needs a name.")
            change = ThemesJoined(themes=tuple(theme.key for theme in themes), name=name)
            await changed(house, answer, reading, change, f"{len(themes)} themes are one now, “{name}”.")

        name = " / ".join(theme.name for theme in themes)[:MOST_NAME]
        await interaction.response.send_modal(ThemeForm(house, "Join themes", name, None, named))

    return done


def _rejecting(house: House, reading: EditedReading) -> Done:
    async def done(interaction: Interaction, themes: Sequence[Theme]) -> None:
        (theme,) = themes
        box = discord.ui.TextInput[Any](custom_id="why", style=discord.TextStyle.paragraph, max_length=500)

        async def written(answer: Interaction, why: str) -> None:
            if not why:
                raise BadInput("Say why: the report tells it.")
            change = ThemeRejected(theme=theme.key, why=" ".join(why.split()))
            await changed(house, answer, reading, change, f"“{theme.name}” is left out. The report says why.")

        label = discord.ui.Label[Any](text="Why is it left out?", component=box)
        await interaction.response.send_modal(OneFieldForm("Leave a theme out", label, written, house.ids))

    return done


ACTS: Mapping[str, Act] = {THEMES: edit_themes}
