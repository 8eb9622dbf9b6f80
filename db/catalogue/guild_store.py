"""The settings of a tenant for all its worlds: one row, there from the first change on."""

from collections.abc import Callable

from sqlalchemy import select as select_columns
from sqlmodel import select

from db.schema.tables.catalogue_tables import GuildRow
from db.tx.entities import given
from db.tx.transaction import Tenancy, Tx, table_of
from troupe.core.errors import NotFound
from troupe.worlds.guild_settings import GuildSettings

_GUILD = select(GuildRow).where(GuildRow.tenant == given("tenant"))
_GUILD_LOCKED = _GUILD.with_for_update()
_SETTINGS = table_of(GuildRow).c
SETTINGS = select_columns(_SETTINGS.settings).where(_SETTINGS.tenant == given("tenant")).scalar_subquery()
"""The same as a part of another query, for `remember_settings`."""


class SqlGuilds:
    """See troupe.ports.Guilds."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def get(self) -> GuildSettings:
        return await self._tenancy.read(settings_of)

    async def change(self, change: Callable[[GuildSettings], GuildSettings]) -> GuildSettings:
        return await self._tenancy.write(lambda tx: _change(tx, change))


def settings_of(tx: Tx) -> GuildSettings:
    """What the tenant has settled, inside any transaction; read once in it."""
    if not tx.settled:
        row = tx.first(_GUILD)
        tx.settled.append(GuildSettings() if row is None else row.settings)
    return tx.settled[0]


def remember_settings(tx: Tx, settings: GuildSettings | None) -> None:
    """Spare the transaction its reading of what the tenant has settled (None: nothing yet)."""
    if not tx.settled:
        tx.settled.append(settings or GuildSettings())


def _change(tx: Tx, change: Callable[[GuildSettings], GuildSettings]) -> GuildSettings:
    tx.insert_if_missing(GuildRow, {"tenant": tx.tenant, "settings": GuildSettings()})
    row = tx.first(_GUILD_LOCKED)
    if row is None:
        raise NotFound("the settings' row could not be made", field="settings")
    row.settings = change(row.settings)
    return row.settings
