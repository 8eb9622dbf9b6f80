"""`troupe ask`: somebody of a study that is over is asked, in the state of mind in which it left them."""

import asyncio
import json
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.terminal.command_edge import read_settings, say
from bot.cli.terminal.needed_model import with_model


def ask(
    study: Annotated[Path, typer.Argument(help="A folder that `troupe run` made.", metavar="FOLDER")],
    person: Annotated[str, typer.Argument(help="Who is asked: a name or first name.", metavar="PERSON")],
    question: Annotated[str, typer.Argument(help="In one line.", metavar="QUESTION")],
    model: Annotated[
        str | None, typer.Option(help="Overrides TROUPE_MODEL; `understudy` is the offline stand-in.")
    ] = None,
    max_usd: Annotated[
        float | None, typer.Option(min=0.0, help="The most that all of the study may cost.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Ask one person of a study that is over; it is kept apart from the study."""
    from bot.environment.language_models import build_model
    from troupe.core.clock import SystemClock
    from troupe.headless.study_reruns import ask_afterwards

    llm = build_model(with_model(read_settings(TROUPE_MODEL=model)), SystemClock())
    answer = asyncio.run(ask_afterwards(study, person, question, model=llm, max_usd=max_usd))
    if as_json:
        say(json.dumps(answer.model_dump(mode="json"), ensure_ascii=False))
        return
    mark = " [understudy]" if answer.stand_in else ""
    say(f"{answer.participant}{mark}: {answer.text or f'({answer.missing})'}")
