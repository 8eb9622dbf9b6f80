"""Rows and the values made of them: no field of a value is left at its default, whatever the row says."""

from datetime import UTC, datetime

from db.schema.row_mapping import to_outbox, to_world
from db.schema.tables.outbox_table import LineRow
from db.schema.tables.world_tables import WorldRow
from troupe.worlds.outbox.say_row import SayRow
from troupe.worlds.world import Caps, World

NOW = datetime(2026, 1, 5, tzinfo=UTC)


def test_every_field_of_a_world_is_read_from_its_row() -> None:
    caps = Caps.model_validate({"in_a_row": 3})
    row = WorldRow(id="w", tenant="t", name="lounge", mode="manual", status="open", caps=caps, opened_at=NOW)
    world = to_world(row)
    assert world.model_fields_set == World.model_fields.keys()
    assert (world.mode.value, world.caps.in_a_row) == ("manual", 3)


def test_every_field_of_an_outbox_row_is_read() -> None:
    row = LineRow(
        id="l",
        tenant="t",
        world_id="w",
        kind="say",
        status="pending",
        channel_id="c",
        place="c",
        event_id="e",
        text="Hello",
        seq=1,
        epoch=0,
    )
    assert to_outbox(row).model_fields_set | {"kind"} == SayRow.model_fields.keys()
