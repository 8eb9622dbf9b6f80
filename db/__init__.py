"""All that is SQL: `open` a database and get the stores of troupe.ports, the same on SQLite and PostgreSQL."""

from db.database import SqlDatabase
from db.migrations import HEAD, revision
from db.tx.external_writes import watch
from db.tx.transaction_runner import TransactionRunner, parse_url
from db.upgrading.upgrade_path import TablesState, bring_up_to_date, tables_state, upgrade
from troupe.core.clock import Clock
from troupe.core.errors import Misconfigured, TroupeError
from troupe.core.ids import Ids
from troupe.ports import Database

__all__ = ["TablesState", "open", "open_in_memory", "tables_state", "upgrade"]


async def open(url: str, *, clock: Clock, ids: Ids) -> Database:
    """Open the database at `sqlite:///FILE`, `sqlite://` (in memory) or `postgresql://…`.

    SQLite's tables are made and migrated here; PostgreSQL's, which other processes may be using, only by
    `troupe db upgrade`. Raises BadInput on a wrong address, Misconfigured if the tables are not current,
    StoreUnavailable if the database cannot be reached, UpgradeFailed if it cannot be upgraded.
    """
    return await _opened(TransactionRunner(parse_url(url)), clock, ids)


async def open_in_memory(*, clock: Clock, ids: Ids) -> Database:
    """Open an empty database that lives as long as it is open: the entry point `memory` of `troupe.stores`."""
    return await open("sqlite://", clock=clock, ids=ids)


async def _opened(engine: TransactionRunner, clock: Clock, ids: Ids) -> SqlDatabase:
    try:
        if engine.sqlite:
            await engine.on_thread(lambda: bring_up_to_date(engine.sql))
        elif await engine.read(revision) != HEAD:
            raise Misconfigured("The database's tables are not current: run `troupe db upgrade` first.")
        return SqlDatabase(engine, await watch(engine), clock, ids)
    except TroupeError:
        await engine.close()
        raise
