"""What a turn was shown, who is addressed, and what was passed over

Revision 0004, after 0003. Columns are added in place: no table that others refer to is rebuilt.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_WAS_UNREAD = "read_at IS NULL AND withdrawn_at IS NULL"
_UNREAD = "read_at IS NULL AND passed_at IS NULL AND withdrawn_at IS NULL"


def upgrade() -> None:
    op.add_column("stimuli", sa.Column("addressed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("stimuli", sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index("ix_stimuli_unread", "stimuli")
    op.drop_index("ix_stimuli_person_heard", "stimuli")
    _index("stimuli", "unread", "world_id", "person_id", "heard", where=_UNREAD)
    _index("stimuli", "calls", "world_id", "person_id", "heard", where=f"addressed AND {_UNREAD}")
    _index("stimuli", "person_heard", "person_id", "heard", where="passed_at IS NULL AND withdrawn_at IS NULL")
    for name in ("shown_from", "shown_through", "passed_through"):
        op.add_column("turns", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("turns", sa.Column("passed", sa.Integer(), nullable=False, server_default="0"))
    _index("turns", "passed", "person_id", "passed_through", where="passed > 0")


def _index(table: str, name: str, *columns: str, where: str) -> None:
    condition = sa.text(where)
    op.create_index(f"ix_{table}_{name}", table, list(columns), sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    op.drop_index("ix_turns_passed", "turns")
    for name in ("passed", "passed_through", "shown_through", "shown_from"):
        op.drop_column("turns", name)
    for name in ("person_heard", "calls", "unread"):
        op.drop_index(f"ix_stimuli_{name}", "stimuli")
    op.drop_column("stimuli", "passed_at")
    op.drop_column("stimuli", "addressed")
    op.create_index("ix_stimuli_person_heard", "stimuli", ["person_id", "heard"])
    _index("stimuli", "unread", "world_id", "person_id", "heard", where=_WAS_UNREAD)
