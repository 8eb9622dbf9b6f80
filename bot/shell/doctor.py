"""`troupe doctor`: what is set up, what is not, and how to mend it."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from bot.shell.edge import FAILED, read_settings, say
from bot.shell.finding import Finding
from troupe.errors import Misconfigured, TroupeError

if TYPE_CHECKING:
    from bot.local_models import Address
    from bot.settings import Settings
    from bot.shell.discord_check import Worlds
    from troupe.ports import Database


def run(*, as_json: bool) -> None:
    """Print the findings; exit with 1 if anything is not well."""
    findings = asyncio.run(examine())
    if as_json:
        say(json.dumps([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            for line in finding.lines:
                say(line)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(FAILED)


async def examine(at_home: "Sequence[Address] | None" = None) -> list[Finding]:
    """Look at the settings first; without sound ones nothing else can be looked at. Models on this machine are
    looked for `at_home`, or at the usual addresses."""
    try:
        settings = read_settings()
    except Misconfigured as error:
        return [Finding("settings", False, str(error), "correct this variable in the environment or in .env")]
    from bot.local_models import USUAL, find_local
    from bot.shell.discord_check import examine_discord
    from bot.shell.model_check import examine_model
    from troupe.clock import SystemClock

    here = await find_local(USUAL if at_home is None else at_home)
    stored, worlds = await _database(settings)
    return [
        Finding("settings", True, "they make sense"),
        stored,
        await examine_model(settings, here, SystemClock()),
        *await examine_discord(settings, worlds),
    ]


async def _database(settings: "Settings") -> tuple[Finding, "Worlds"]:
    """Open it, which also brings an SQLite file to the present form; and where people live by its account."""
    import db
    from troupe.clock import SystemClock
    from troupe.ids import system_ids

    where = settings.database_url.partition("://")[0]
    try:
        opened = await db.open(settings.database_url, clock=SystemClock(), ids=system_ids)
        try:
            worlds = await _worlds(opened)
        finally:
            await opened.close()
    except (TroupeError, OSError) as error:
        fix = "set DATABASE_URL to a file we may write (sqlite:///troupe.sqlite3) or to a PostgreSQL that runs"
        return Finding("database", False, str(error) or type(error).__name__, fix), {}
    told = f"{where} answers, people live in {sum(map(len, worlds.values()))} channels"
    return Finding("database", True, told), worlds


async def _worlds(opened: "Database") -> "Worlds":
    found: dict[str, set[str]] = {}
    for tenant in await opened.tenants():
        for world in await opened.tenant(tenant).worlds.all():
            if world.guild_id is not None and world.channel_id is not None:
                found.setdefault(world.guild_id, set()).add(world.channel_id)
    return found
