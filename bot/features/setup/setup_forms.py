"""The two small forms of /setup: the daily cap and the time zone, and how the cap is read."""

import math
from typing import Any

import discord

from troupe.core.errors import BadInput


def cap_field(now: float | None) -> discord.ui.Label[Any]:
    box: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="usd",
        placeholder="2.50",
        default=None if now is None else f"{now:.2f}",
        required=False,
        max_length=12,
    )
    return discord.ui.Label(
        text="US dollars a day", description="For all channels together. Empty: as the bot itself.", component=box
    )


def zone_field(now: str) -> discord.ui.Label[Any]:
    box: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="zone", placeholder="Europe/Berlin", default=now, required=True, max_length=64
    )
    return discord.ui.Label(text="Time zone", description="A city is enough: Berlin, New York.", component=box)


def read_cap(text: str) -> float | None:
    """Dollars a day; None for an empty field. Raises BadInput."""
    if not text:
        return None
    try:
        usd = float(text.strip("$ ").replace(",", "."))
    except ValueError:
        usd = math.nan
    if not math.isfinite(usd) or usd < 0:
        raise BadInput(f"“{text}” is no amount of money; write one such as 2.50", field="usd_per_day")
    return round(usd, 2)
