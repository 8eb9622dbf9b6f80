"""All the tables of a database, a file a subject: TABLES is what migrations are compared with. A file that was
not named here would be missing from it whenever nothing else had imported it."""

from db.schema.columns.table_row import Row
from db.schema.tables import (
    catalogue_tables,
    content_table,
    event_tables,
    guest_tables,
    job_tables,
    ledger_tables,
    memory_tables,
    outbox_table,
    session_decision_tables,
    session_note_table,
    session_tables,
    turn_tables,
    world_tables,
)

TABLE_FILES = (
    catalogue_tables,
    content_table,
    event_tables,
    guest_tables,
    job_tables,
    ledger_tables,
    memory_tables,
    outbox_table,
    session_decision_tables,
    session_note_table,
    session_tables,
    turn_tables,
    world_tables,
)
TABLES = Row.metadata
