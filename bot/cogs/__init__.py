"""The slash commands: one file per group. A command parses, calls one service and replies."""

from typing import Any

import discord
from discord import app_commands

from bot.cogs import panel, persona
from bot.cogs.cast import CastCommands
from bot.cogs.house import House
from bot.cogs.menus import MessageMenus
from bot.cogs.persistent import add_acts
from bot.cogs.presses import Presses
from bot.cogs.setup import setup_command
from bot.cogs.talk import TalkCommands
from bot.cogs.world import WorldCommands
from bot.replies import apologize


def add_commands(tree: app_commands.CommandTree[Any], house: House) -> None:
    """Put every command on the tree, the buttons that outlive the process, and the one answer to every error."""
    tree.add_command(WorldCommands(house))
    tree.add_command(CastCommands(house))
    tree.add_command(persona.PersonaCommands(house))
    tree.add_command(panel.panel_commands(house))
    tree.add_command(setup_command(house))
    for command in TalkCommands(house).all():
        tree.add_command(command)
    for menu in MessageMenus(house).all():
        tree.add_command(menu)

    tree.client.add_view(Presses(house))
    add_acts(tree.client, house, {**persona.ACTS, **panel.ACTS})

    async def tell(interaction: discord.Interaction[Any], error: app_commands.AppCommandError) -> None:
        await apologize(interaction, error, house.ids)

    tree.error(tell)
