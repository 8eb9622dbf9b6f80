"""Taking words back, briefings for newcomers, and how talkative someone is in one world

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "briefings",
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("through", sa.BigInteger(), nullable=False),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("usage", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_briefings_event_id_events")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_briefings")),
    )
    op.create_table(
        "sources",
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_sources_event_id_events")),
        sa.ForeignKeyConstraint(["source_id"], ["events.id"], name=op.f("fk_sources_source_id_events")),
        sa.PrimaryKeyConstraint("event_id", "source_id", name=op.f("pk_sources")),
    )
    with op.batch_alter_table("sources", schema=None) as batch_op:
        batch_op.create_index("ix_sources_source", ["source_id"], unique=False)

    with op.batch_alter_table("worlds", schema=None) as batch_op:
        batch_op.add_column(sa.Column("redo", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("hold_until", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("talkativeness", sa.Float(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_column("talkativeness")

    with op.batch_alter_table("worlds", schema=None) as batch_op:
        batch_op.drop_column("hold_until")
        batch_op.drop_column("redo")

    with op.batch_alter_table("sources", schema=None) as batch_op:
        batch_op.drop_index("ix_sources_source")

    op.drop_table("sources")
    op.drop_table("briefings")
