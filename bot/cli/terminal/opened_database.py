"""The database that the settings name, open for the length of one command."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.environment.settings import Settings
    from troupe.ports import Database


@asynccontextmanager
async def opened(settings: "Settings") -> "AsyncGenerator[Database]":
    """Raises Misconfigured, and StoreUnavailable where it cannot be used."""
    import db
    from troupe.core.clock import SystemClock
    from troupe.core.ids import system_ids

    database = await db.open(settings.database_url, clock=SystemClock(), ids=system_ids)
    try:
        yield database
    finally:
        await database.close()
