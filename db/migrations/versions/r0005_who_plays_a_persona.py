"""Who plays a persona in a column of its own; indexes for what was looked up by reading whole tables

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_INDEXES = (
    ("ix_people_playing", "people", ["tenant", "slug"], "left_at IS NULL"),
    ("ix_events_turn", "events", ["turn_id"], "turn_id IS NOT NULL"),
    ("ix_worlds_channel", "worlds", ["tenant", "channel_id"], "channel_id IS NOT NULL"),
)


def upgrade() -> None:
    op.add_column("people", sa.Column("slug", sa.String(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":
        op.execute("UPDATE people SET slug = json_extract(ref, '$.value.slug')")
    else:
        op.execute("UPDATE people SET slug = ref::json -> 'value' ->> 'slug'")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.alter_column("slug", existing_type=sa.String(), nullable=False)
    for name, table, columns, where in _INDEXES:
        condition = sa.text(where)
        op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    for name, table, _, _ in _INDEXES:
        op.drop_index(name, table)
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_column("slug")
