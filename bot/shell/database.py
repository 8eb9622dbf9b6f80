"""`troupe db`: the database and its form."""

import asyncio

import typer

from bot.shell.edge import read_settings, say

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.callback()
def group() -> None:
    """The database."""


@app.command()
def upgrade() -> None:
    """Bring the database to the present form. SQLite files are upgraded at every start anyway."""
    import db
    from troupe.clock import SystemClock
    from troupe.ids import system_ids

    settings = read_settings()

    async def run() -> None:
        opened = await db.open(settings.database_url, clock=SystemClock(), ids=system_ids, upgrade=True)
        await opened.close()

    asyncio.run(run())
    say("The database is up to date.")
