"""Consent to what a command spends: asked for at a terminal, given beforehand with --yes."""

import sys

import typer

from bot.cli.terminal.command_edge import FAILED
from troupe.core.errors import BadInput


def agree(question: str, *, yes: bool) -> None:
    """Consent in answer to this question, unless it was given before. Raises BadInput where nobody can be asked,
    and Exit where the answer is no."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise BadInput("nothing is spent unasked: say --yes", field="--yes")
    if not typer.confirm(question, err=True):
        raise typer.Exit(FAILED)
