"""The calls of every purpose in one table, with what is reserved for them; those of turns move into it

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OPEN = sa.text("expires_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("asked_for", sa.String(), nullable=True),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("turn_id", sa.String(), nullable=True),
        sa.Column("tokens", sa.BigInteger(), nullable=False),
        sa.Column("usd", sa.Float(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("usage", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_calls_turn_id_turns")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
    )
    op.create_index(
        "ix_calls_open",
        "calls",
        ["tenant", "day"],
        unique=False,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.execute(
        "INSERT INTO calls (id, tenant, day, purpose, model, turn_id, tokens, usage) "
        "SELECT turn_id || ':' || fence || ':' || CASE WHEN redone THEN '1' ELSE '0' END, "
        "tenant, day, 'turn', '', turn_id, 0, usage FROM usages"
    )
    op.drop_table("usages")


def downgrade() -> None:
    op.create_table(
        "usages",
        sa.Column("turn_id", sa.String(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("redone", sa.Boolean(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("usage", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_usages_turn_id_turns")),
        sa.PrimaryKeyConstraint("turn_id", "fence", "redone", name=op.f("pk_usages")),
    )
    op.drop_index("ix_calls_open", table_name="calls", sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.drop_table("calls")
