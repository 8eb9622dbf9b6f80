"""Who perceives what: an audience on the event and a cursor a person, instead of a row for each event and person

Revision 0011, after 0010. Columns are added in place; what `stimuli` tells is kept as cursors, waiting lines,
passages and the lines that turns have claimed, and the table goes.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_NONE = '{"v":1,"value":[]}'
_STIMULI = sa.text(
    "SELECT s.person_id, s.tenant, s.world_id, s.heard, s.addressed, s.turn_id, p.joined_heard, p.left_at, "
    "s.passed_at IS NOT NULL AS passed, e.erased OR s.withdrawn_at IS NOT NULL AS gone, "
    "s.read_at IS NULL AND s.passed_at IS NULL AND s.turn_id IS NULL AS unread, e.audience = 'hearers' AS line "
    "FROM stimuli s JOIN events e ON e.id = s.event_id JOIN people p ON p.id = s.person_id "
    "ORDER BY s.person_id, s.heard"
)
_AUDIENCES = (
    "UPDATE events SET audience = CASE WHEN kind IN ('thought', 'briefed') THEN 'author' "
    "WHEN kind = 'reacted' THEN 'witnesses' ELSE 'hearers' END WHERE heard IS NOT NULL"
)
_PEOPLE = (
    "UPDATE people SET hears_from = joined_heard + 1, read_through = joined_heard, "
    "hears_through = CASE WHEN left_at IS NULL THEN NULL ELSE joined_heard END"
)
_CURSOR = sa.text(
    "UPDATE people SET hears_from = :hears_from, hears_through = :hears_through, read_through = :read_through "
    "WHERE id = :person_id"
)
_WAITING = sa.text(
    "INSERT INTO waiting (person_id, heard, tenant, world_id, addressed) "
    "VALUES (:person_id, :heard, :tenant, :world_id, :addressed)"
)
_PASSAGE = sa.text(
    "INSERT INTO passages (person_id, last, first, tenant, turn_id) "
    "VALUES (:person_id, :last, :first, :tenant, :turn_id)"
)
_CLAIMS = sa.text("UPDATE turns SET claimed = :claimed, calls = :calls WHERE id = :turn_id")
_READ_BEFORE = "UPDATE turns SET read_before = (SELECT read_through FROM people WHERE people.id = turns.person_id)"


def upgrade() -> None:
    _add_columns()
    _make_tables()
    op.execute(_AUDIENCES)
    op.execute(_PEOPLE)
    connection = op.get_bind()
    stimuli = connection.execute(_STIMULI.execution_options(yield_per=2000))
    for _, rows in groupby(stimuli, key=lambda row: row.person_id):
        _convert(connection, list(rows))
    op.execute(_READ_BEFORE)
    op.drop_table("stimuli")


def _convert(connection: sa.Connection, rows: Sequence[Any]) -> None:
    """What reached one person, in the order of perception."""
    first, last = rows[0], rows[-1]
    lines = [row for row in rows if row.line and not row.gone]
    cursor = max([first.joined_heard, *(row.heard for row in lines if not row.unread)])
    connection.execute(
        _CURSOR,
        {
            "person_id": first.person_id,
            "hears_from": min(first.joined_heard + 1, first.heard),
            "hears_through": None if first.left_at is None else max(first.joined_heard, last.heard),
            "read_through": cursor,
        },
    )
    waiting = [row for row in lines if row.unread and (row.addressed or row.heard <= cursor)]
    _insert(
        connection,
        _WAITING,
        (
            {
                "person_id": row.person_id,
                "heard": row.heard,
                "tenant": row.tenant,
                "world_id": row.world_id,
                "addressed": bool(row.addressed),
            }
            for row in waiting
        ),
    )
    _insert(connection, _PASSAGE, _passages(lines))
    claims: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        if row.turn_id is not None and not row.passed:
            claims[row.turn_id].append(row)
    _insert(
        connection,
        _CLAIMS,
        (
            {
                "turn_id": turn_id,
                "claimed": _document(row.heard for row in claimed),
                "calls": _document(row.heard for row in claimed if row.addressed),
            }
            for turn_id, claimed in claims.items()
        ),
    )


def _passages(lines: Sequence[Any]) -> Iterable[dict[str, object]]:
    """Lines in a row that one turn passed over."""
    for (passed, turn_id), group in groupby(lines, key=lambda row: (bool(row.passed), row.turn_id)):
        if passed and turn_id is not None:
            span = list(group)
            yield {
                "person_id": span[0].person_id,
                "first": span[0].heard,
                "last": span[-1].heard,
                "tenant": span[0].tenant,
                "turn_id": turn_id,
            }


def _insert(connection: sa.Connection, statement: sa.TextClause, rows: Iterable[dict[str, object]]) -> None:
    values = list(rows)
    if values:
        connection.execute(statement, values)


def _document(numbers: Iterable[int]) -> str:
    return f'{{"v":1,"value":{json.dumps(list(numbers), separators=(",", ":"))}}}'


def _add_columns() -> None:
    op.add_column("events", sa.Column("audience", sa.String(), nullable=False, server_default="nobody"))
    op.add_column("events", sa.Column("moot", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("people", sa.Column("hears_from", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("people", sa.Column("hears_through", sa.BigInteger(), nullable=True))
    op.add_column("people", sa.Column("read_through", sa.BigInteger(), nullable=False, server_default="0"))
    for name in ("claimed", "calls"):
        op.add_column("turns", sa.Column(name, sa.Text(), nullable=False, server_default=_NONE))
    op.add_column("turns", sa.Column("read_before", sa.BigInteger(), nullable=False, server_default="0"))


def _make_tables() -> None:
    op.create_table(
        "waiting",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("heard", sa.BigInteger(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("world_id", sa.String(), nullable=False),
        sa.Column("addressed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_waiting_person_id_people")),
        sa.ForeignKeyConstraint(["world_id"], ["worlds.id"], name=op.f("fk_waiting_world_id_worlds")),
        sa.PrimaryKeyConstraint("person_id", "heard", name=op.f("pk_waiting")),
    )
    op.create_index("ix_waiting_world", "waiting", ["world_id", "heard"])
    op.create_table(
        "passages",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("turn_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_passages_person_id_people")),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_passages_turn_id_turns")),
        sa.PrimaryKeyConstraint("person_id", "last", name=op.f("pk_passages")),
    )


def downgrade() -> None:
    _make_stimuli()
    op.execute(
        "INSERT INTO stimuli (id, tenant, world_id, event_id, person_id, kind, heard, addressed, turn_id, "
        "read_at, passed_at) "
        "SELECT e.id || ':' || p.id, e.tenant, e.world_id, e.id, p.id, 'CONVERSATION', e.heard, "
        "coalesce(w.addressed, false), g.turn_id, "
        "CASE WHEN w.heard IS NULL AND g.last IS NULL AND "
        "(e.heard <= p.read_through OR e.moot OR e.audience = 'witnesses') THEN e.at END, "
        "CASE WHEN g.last IS NOT NULL THEN e.at END "
        "FROM events e JOIN people p ON p.world_id = e.world_id "
        "LEFT JOIN waiting w ON w.person_id = p.id AND w.heard = e.heard "
        "LEFT JOIN passages g ON g.person_id = p.id AND g.first <= e.heard AND g.last >= e.heard "
        "AND e.audience = 'hearers' "
        "WHERE e.audience IN ('hearers', 'witnesses') AND (e.author_id IS NULL OR e.author_id <> p.id) "
        "AND NOT e.erased AND e.heard >= p.hears_from AND (p.hears_through IS NULL OR e.heard <= p.hears_through)"
    )
    connection = op.get_bind()
    claim = sa.text(
        "UPDATE stimuli SET turn_id = :turn_id, addressed = addressed OR :call, "
        "read_at = CASE WHEN :open THEN NULL ELSE read_at END WHERE person_id = :person_id AND heard = :heard"
    )
    turns = connection.execute(
        sa.text("SELECT id, person_id, claimed, calls, ended_at IS NULL AS open FROM turns")
    )
    for turn in turns.all():
        called = set(json.loads(turn.calls)["value"])
        _insert(
            connection,
            claim,
            (
                {
                    "turn_id": turn.id,
                    "person_id": turn.person_id,
                    "heard": heard,
                    "call": heard in called,
                    "open": bool(turn.open),
                }
                for heard in json.loads(turn.claimed)["value"]
            ),
        )
    op.drop_table("passages")
    op.drop_index("ix_waiting_world", "waiting")
    op.drop_table("waiting")
    for name in ("read_before", "calls", "claimed"):
        op.drop_column("turns", name)
    for name in ("read_through", "hears_through", "hears_from"):
        op.drop_column("people", name)
    for name in ("moot", "audience"):
        op.drop_column("events", name)


def _make_stimuli() -> None:
    op.create_table(
        "stimuli",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("world_id", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("heard", sa.BigInteger(), nullable=False),
        sa.Column("addressed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("turn_id", sa.String(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_stimuli_event_id_events")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_stimuli_person_id_people")),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_stimuli_turn_id_turns")),
        sa.ForeignKeyConstraint(["world_id"], ["worlds.id"], name=op.f("fk_stimuli_world_id_worlds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stimuli")),
        sa.UniqueConstraint("event_id", "person_id", name=op.f("uq_stimuli_event_id_person_id")),
    )
    unread = "read_at IS NULL AND passed_at IS NULL AND withdrawn_at IS NULL"
    for name, columns, where in (
        ("turn", ["turn_id"], "turn_id IS NOT NULL"),
        ("unread", ["world_id", "person_id", "heard"], unread),
        ("calls", ["world_id", "person_id", "heard"], f"addressed AND {unread}"),
        ("person_heard", ["person_id", "heard"], "passed_at IS NULL AND withdrawn_at IS NULL"),
    ):
        condition = sa.text(where)
        op.create_index(
            f"ix_stimuli_{name}", "stimuli", columns, sqlite_where=condition, postgresql_where=condition
        )
