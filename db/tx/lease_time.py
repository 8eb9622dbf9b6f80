"""The clock that leases run by: one that all processes share, so that none takes a live turn for a lost one."""

from datetime import datetime

from sqlalchemy import Connection, text

from db.schema.columns.column_types import utc
from db.tx.transaction_runner import TransactionRunner
from troupe.core.clock import Clock, SystemClock


def by_database(engine: TransactionRunner, clock: Clock) -> bool:
    """Whether leases run by the database's clock: on PostgreSQL, which processes on other machines use too, unless
    time is a simulation's. All who share an SQLite file share a machine, and its clock."""
    return not engine.sqlite and isinstance(clock, SystemClock)


def database_now(connection: Connection) -> datetime:
    """What time it is for the database, also late in a transaction that waited for its locks."""
    return utc(connection.execute(text("SELECT clock_timestamp()")).scalar_one())
