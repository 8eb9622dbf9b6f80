"""`troupe doctor`: what is set up, what is not, and how to mend it."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from bot.cli.doctor.finding import DoctorFinding
from bot.cli.terminal.command_edge import FAILED, read_settings, say
from troupe.core.errors import Misconfigured, TroupeError

if TYPE_CHECKING:
    from bot.cli.doctor.discord_check import Worlds
    from bot.environment.local_models import Address
    from bot.environment.settings import Settings
    from db import TablesState
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


async def examine(at_home: "Sequence[Address] | None" = None) -> list[DoctorFinding]:
    """Look at the settings first; without sound ones nothing else can be looked at. Models on this machine are
    looked for `at_home`, or at the usual addresses."""
    try:
        settings = read_settings()
    except Misconfigured as error:
        return [
            DoctorFinding("settings", False, str(error), "correct this variable in the environment or in .env")
        ]
    from bot.cli.doctor.discord_check import examine_discord
    from bot.cli.doctor.model_check import examine_model
    from bot.environment.local_models import USUAL, find_local
    from troupe.core.clock import SystemClock

    here = await find_local(USUAL if at_home is None else at_home)
    stored, worlds = await _database(settings)
    return [
        DoctorFinding("settings", True, "they make sense"),
        stored,
        await examine_model(settings, here, SystemClock()),
        *await examine_discord(settings, worlds),
    ]


async def _database(settings: "Settings") -> tuple[DoctorFinding, "Worlds"]:
    """Open it, and where people live by its account. One that is not of the present form is left as it is, and
    the finding says what an upgrade would do."""
    import db
    from troupe.core.clock import SystemClock
    from troupe.core.ids import system_ids

    where = settings.database_url.partition("://")[0]
    try:
        state = db.tables_state(settings.database_url)
        if state.revision is not None and not state.current:
            return _to_upgrade(where, state), {}
        opened = await db.open(settings.database_url, clock=SystemClock(), ids=system_ids)
        try:
            worlds = await _worlds(opened)
        finally:
            await opened.close()
    except (TroupeError, OSError) as error:
        fix = "set DATABASE_URL to a file we may write (sqlite:///troupe.sqlite3) or to a PostgreSQL that runs"
        return DoctorFinding("database", False, str(error) or type(error).__name__, fix), {}
    lives = f"people live in {sum(map(len, worlds.values()))} channels"
    return DoctorFinding("database", True, f"{where} answers, revision {state.newest}, {lives}"), worlds


def _to_upgrade(where: str, state: "TablesState") -> DoctorFinding:
    """What an upgrade does, before anybody does it. A start does it to an SQLite file by itself."""
    detail = f"{where} answers, revision {state.revision}; this version of Troupe needs {state.newest}"
    if state.copy is None:
        fix = "back it up (pg_dump), stop the bot and run `troupe db upgrade`: one transaction, all or nothing"
        return DoctorFinding("database", False, detail, fix)
    fix = (
        f"nothing to do: the next start upgrades it. A copy is made beside the file first ({state.copy.name}; "
        "it needs as much room again) and deleted once all was checked; an upgrade that fails changes nothing"
    )
    return DoctorFinding("database", True, detail, fix)


async def _worlds(opened: "Database") -> "Worlds":
    channels: dict[str, set[str]] = {}
    for tenant in await opened.tenants():
        for world in await opened.tenant(tenant).worlds.all():
            if world.guild_id is not None and world.channel_id is not None:
                channels.setdefault(world.guild_id, set()).add(world.channel_id)
    return channels
