"""The sources offered where people are called by one word: the catalogue, saved panels, draws from populations."""

import re
from typing import Any

import discord
from discord import app_commands

from bot.features.panel.people_by_word import EVERYONE
from bot.features.shared.command_context import House
from bot.features.shared.option_choices import MOST, Choices, panel_label, plain
from bot.features.shared.persona_rights import stores_at
from troupe.people.persona.persona import LIBRARY
from troupe.people.population.files.population_loading import populations

Interaction = discord.Interaction[Any]

USUAL_DRAW = 50
_NUMBER = re.compile(r"(.*?)\s*:\s*(\d{0,4})\s*")


async def offer_sources(house: House, interaction: Interaction, typed: str) -> Choices:
    """Autocomplete: the value is the word that `bot.features.panel.people_by_word.called` reads."""
    panels = await stores_at(house, interaction).panels.all()
    word, number = typed, str(USUAL_DRAW)
    if match := _NUMBER.fullmatch(typed):
        word, number = match[1], match[2] or number
    offered = [
        ("Everyone you can bring", EVERYONE),
        ("The library", LIBRARY),
        *((f"Panel {panel_label(panel)}", panel.name) for panel in panels),
        *(
            (f"{population.title}: draw {number}", f"{slug}:{number}")
            for slug, population in populations().items()
        ),
    ]
    fitting = [(name, value) for name, value in offered if plain(word) in plain(f"{name} {value}")]
    cut = [(name if len(name) <= 100 else f"{name[:99]}…", value) for name, value in fitting[:MOST]]
    return [app_commands.Choice(name=name, value=value) for name, value in cut]
