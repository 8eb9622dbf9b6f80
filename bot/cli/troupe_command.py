"""The `troupe` command. What is heavy is imported inside the commands: `troupe --help` must be instant."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.guide import guide_shell
from bot.cli.persona import fragment_shell, persona_shell, writing_shell
from bot.cli.population import population_shell, profile_shell, screen_shell
from bot.cli.running import db_command, world_command
from bot.cli.study import ask_command, report_command, run_command
from bot.cli.terminal.command_edge import OneLineErrors, read_settings, say

app = typer.Typer(
    name="troupe",
    cls=OneLineErrors,
    help="Simulated people living in Discord channels.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)
app.add_typer(world_command.app, name="world")
app.add_typer(persona_shell.app, name="persona")
app.add_typer(fragment_shell.app, name="fragment")
app.add_typer(guide_shell.app, name="guide")
persona_shell.app.command("from-text")(writing_shell.from_text)
persona_shell.app.command()(writing_shell.enrich)
population_shell.app.command()(profile_shell.profile)
population_shell.app.command()(screen_shell.screen)
app.add_typer(population_shell.app, name="population")
app.add_typer(db_command.app, name="db")
app.command()(run_command.run)
app.command()(report_command.report)
app.command()(ask_command.ask)

Model = Annotated[
    str | None,
    typer.Option(help="Overrides TROUPE_MODEL; `understudy` is the offline stand-in, no language model."),
]
AsJson = Annotated[bool, typer.Option("--json", help="For a program to read.")]


@app.command()
def play(
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="The page's port; the next free one if it is taken.")
    ] = 8420,
    browser: Annotated[bool, typer.Option(help="Open the page in the browser.")] = True,
    data: Annotated[
        Path | None,
        typer.Option(help="Keep everything in this folder, for the next time; otherwise all is temporary."),
    ] = None,
    model: Model = None,
) -> None:
    """Try it: a local Discord with a page in the browser, and people to talk to. Needs no account."""
    from bot.cli.running.play_command import run

    run(read_settings(TROUPE_MODEL=model), port=port, browser=browser, data=data)


@app.command()
def serve(model: Model = None) -> None:
    """Run the bot on Discord until it is interrupted. Needs DISCORD_TOKEN and a model."""
    from bot.cli.running.serve_command import run

    run(read_settings(TROUPE_MODEL=model))


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Check settings, token, database and model, and say how to mend what is wrong."""
    from bot.cli.doctor.doctor_command import run

    run(as_json=as_json)


@app.command()
def version(as_json: AsJson = False) -> None:
    """The version of Troupe."""
    from importlib.metadata import version as version_of

    number = version_of("discord-troupe")
    say(json.dumps({"version": number}) if as_json else f"troupe {number}")


if __name__ == "__main__":
    app()
