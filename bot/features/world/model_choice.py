"""`/world model`: which language model plays the people of this server."""

import discord
from discord import app_commands

from bot.features.shared.command_context import CommandSpot, House
from bot.features.shared.deferred_answers import card
from bot.features.shared.option_choices import MOST, Choices
from bot.features.world.world_status import played_by
from troupe.core.errors import BadInput
from troupe.worlds.guild_settings import GuildSettings


async def set_model(house: House, spot: CommandSpot, asked: str | None) -> discord.Embed:
    """Choose one of the models offered, for every world of this server; without one asked, show them."""
    guilds = house.stores(spot.tenant).guilds
    if asked is None:
        settled = await guilds.get()
    else:
        choice = _offered(house, asked)
        settled = await guilds.change(lambda old: old.model_copy(update={"model": choice}))
    embed = card("Played by", f"{played_by(house, settled.model)}.")
    embed.add_field(name="Models offered here", value=_list(house, settled))
    return embed


def some_models(house: House, typed: str) -> Choices:
    """Models whose name holds what was typed."""
    prefix = typed.strip().lower()
    offered = [name for name in house.mind.models if prefix in name.lower() and len(name) <= 100]
    return [app_commands.Choice(name=name, value=name) for name in offered[:MOST]]


def _offered(house: House, asked: str) -> str:
    word = asked.strip().casefold()
    name_here = next((name for name in house.mind.models if name.casefold() == word), None)
    if name_here is None:
        raise BadInput(f"{asked} is not offered here; there is {', '.join(house.mind.models)}", field="model")
    return name_here


def _list(house: House, settled: GuildSettings) -> str:
    usual, *rest = house.mind.models
    names = [f"**{usual}**, unless another is chosen", *(f"**{name}**" for name in rest)]
    marks = ["●" if name == house.mind.player(settled.model).name else "○" for name in house.mind.models]
    lines = "\n".join(f"{mark} {name}" for mark, name in zip(marks, names, strict=True))
    return lines if rest else f"{lines}\nWhoever runs the bot can offer more (`TROUPE_MODELS`)."
