"""`troupe db`: the database and its form."""

import typer

from bot.cli.terminal.command_edge import read_settings, say

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """The database."""


@app.command()
def upgrade() -> None:
    """Bring the tables to the present form, whole or not at all; `troupe doctor` says beforehand what that does.

    SQLite files are brought there at every start anyway, with a copy made first.
    """
    import db

    db.upgrade(read_settings().database_url)
    say("The database is up to date.")
