"""The discord.py client: intents, events into the inbox, the command tree."""

import discord


class TroupeClient(discord.Client):
    """The bot on Discord's gateway. `tree` carries the slash commands."""
