"""The answers to a user when something goes wrong: one table from exception to words, and the sending of it."""

from collections.abc import Callable
from dataclasses import dataclass

import aiohttp
import discord
import structlog
from discord import app_commands

from troupe.core.errors import BadInput, TroupeError
from troupe.core.ids import Ids

log = structlog.get_logger("troupe.commands")

EXPIRED = {10062, 40060}
"""Discord's codes for an interaction that is over (3 seconds, or answered already): nobody is left to tell."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An error as it is told to the person who asked. `reference` ties an unexpected error to its line in the
    log."""

    text: str
    reference: str | None = None


def own_words(error: BaseException) -> str:
    """Our own line, without the path of the field, which only a command line or a file has."""
    text = str(error)
    if isinstance(error, BadInput) and error.field:
        text = text.removeprefix(f"{error.field}: ")
    return text[:1].upper() + text[1:]


def _missing(error: BaseException) -> str:
    names = error.missing_permissions if isinstance(error, app_commands.MissingPermissions) else []
    return f"You need the permission {_in_words(names)} for this command."


def _bot_missing(error: BaseException) -> str:
    names = error.missing_permissions if isinstance(error, app_commands.BotMissingPermissions) else []
    return f"I lack the permission {_in_words(names)} here. A moderator can give it in the channel's settings."


def _says(text: str) -> Callable[[BaseException], str]:
    def words(_: BaseException) -> str:
        return text

    return words


_CHANGED = "This command has changed. Reload Discord (Ctrl+R, or restart the app) and try again."

TABLE: tuple[tuple[type[BaseException], Callable[[BaseException], str]], ...] = (
    # Ours, when marked `show`: already one plain line with the way out.
    (TroupeError, own_words),
    # Who may do it, and where.
    (app_commands.MissingPermissions, _missing),
    (app_commands.BotMissingPermissions, _bot_missing),
    (app_commands.NoPrivateMessage, _says("This works in a server's channel, not in a direct message.")),
    # Discord still shows an older form of the command than the one we know.
    (app_commands.CommandNotFound, _says(_CHANGED)),
    (app_commands.CommandSignatureMismatch, _says(_CHANGED)),
    (app_commands.TransformerError, _says("One of the values does not fit this command. Pick it from the list.")),
    (app_commands.CheckFailure, _says("You may not use this command here.")),
    # Discord refuses, or does not answer.
    (
        discord.Forbidden,
        _says("Discord does not let me do that in this channel. `/world status` names the permissions I lack."),
    ),
    (discord.DiscordServerError, _says("Discord is having trouble just now. Try again in a minute.")),
    (discord.RateLimited, _says("Discord asks me to slow down. Try again in a minute.")),
    (aiohttp.ClientConnectionError, _says("I cannot reach Discord just now. Try again in a minute.")),
)
"""The first row that fits decides. Whatever fits none is a fault of ours: it is logged with a reference."""


def explain(error: BaseException, ids: Ids) -> Shown | None:
    """What to tell the person who asked; None if the interaction is over and nobody can be told."""
    cause = _unwrapped(error)
    if isinstance(cause, discord.HTTPException) and cause.code in EXPIRED:
        return None
    for kind, words in TABLE:
        if isinstance(cause, kind) and not (isinstance(cause, TroupeError) and not cause.show):
            return Shown(words(cause))
    reference = ids()[:8].upper()
    return Shown(f"Something went wrong on our side (reference {reference}). It was noted; try again.", reference)


async def apologize(interaction: discord.Interaction, error: BaseException, ids: Ids) -> None:
    """Tell the person who asked, and only them, what went wrong. This is the command tree's `on_error`."""
    cause = _unwrapped(error)
    name = interaction.command.qualified_name if interaction.command is not None else "?"
    explanation = explain(error, ids)
    if explanation is None:
        log.warning("interaction expired", command=name, error=str(cause))
        return
    if explanation.reference is not None:
        log.error("command failed", command=name, reference=explanation.reference, exc_info=cause)
    try:
        await _tell(interaction, explanation.text)
    except (discord.HTTPException, aiohttp.ClientError) as failure:
        log.warning("could not tell the user", command=name, told=explanation.text, error=str(failure))


async def _tell(interaction: discord.Interaction, text: str) -> None:
    if interaction.type is discord.InteractionType.autocomplete:
        return
    if not interaction.response.is_done():
        await interaction.response.send_message(embed=_embed(text), ephemeral=True)
        return
    if interaction.response.type is discord.InteractionResponseType.deferred_channel_message:
        await interaction.edit_original_response(embed=_embed(text))  # deferred in private, always
    else:
        await interaction.followup.send(embed=_embed(text), ephemeral=True)


def _embed(text: str) -> discord.Embed:
    return discord.Embed(description=text[:4096], colour=discord.Colour.from_rgb(0xD9, 0x6C, 0x4F))


def _unwrapped(error: BaseException) -> BaseException:
    """What really happened, under discord.py's wrapping."""
    if isinstance(error, app_commands.CommandInvokeError):
        return _unwrapped(error.original)
    if isinstance(error, app_commands.TransformerError) and isinstance(error.__cause__, TroupeError):
        return error.__cause__
    return error


def _in_words(names: list[str]) -> str:
    return ", ".join(f"**{name.replace('_', ' ').title()}**" for name in names) or "for it"
