"""The edge of the command line: the environment comes in, errors go out as one line and an exit code."""

import os
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from troupe.core.errors import BadInput, Misconfigured, TroupeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.environment.settings import Settings

FAILED = 1
BAD_INPUT = 2


class OneLineErrors(TyperGroup):
    """Our own errors become one line on stderr: exit code 2 when what was given is wrong, else 1."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (BadInput, Misconfigured) as error:
            raise _exit(str(error), BAD_INPUT) from None
        except TroupeError as error:
            raise _exit(str(error), FAILED) from None


def _exit(line: str, code: int) -> typer.Exit:
    typer.echo(f"troupe: {line}", err=True)
    return typer.Exit(code)


def say(text: str) -> None:
    """One line for a person to read."""
    typer.echo(text)


def start_logs(settings: "Settings", *, quiet: bool = False) -> "Callable[[str], None]":
    """Logs on standard error, without secrets; `quiet` leaves only warnings and errors. Returns what keeps one
    more secret out of them."""
    import logging

    from discord import VoiceClient

    from bot.environment.logs import configure_logs

    VoiceClient.warn_nacl = VoiceClient.warn_dave = False  # nobody here speaks aloud
    tokens = (settings.discord_token, settings.openai_api_key)
    secrets = [secret.get_secret_value() for secret in tokens if secret is not None]
    blot = configure_logs(settings.log_format, secrets, logging.WARNING if quiet else logging.INFO)
    if quiet:
        # On loopback an acknowledgement can arrive before discord.py notes that it sent the heartbeat; it then
        # takes the interval for the latency and warns that it cannot keep up.
        logging.getLogger("discord.gateway").setLevel(logging.ERROR)
    return blot


def read_settings(**replaced: str | None) -> "Settings":
    """The settings of this process and of `.env` here; `replaced` are variables given as options instead.

    Raises Misconfigured.
    """
    from pathlib import Path

    from bot.environment.settings import load_settings

    variables = {name: value for name, value in replaced.items() if value is not None}
    return load_settings({**os.environ, **variables}, Path(".env"))
