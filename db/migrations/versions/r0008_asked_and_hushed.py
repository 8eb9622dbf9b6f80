"""Who was asked for a pause and since when; an index of a world's latest turns, for whom messages were put to

Revision 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("hushed_after", sa.BigInteger(), nullable=True))
    op.create_index("ix_turns_claimed", "turns", ["world_id", "claimed_at"])


def downgrade() -> None:
    op.drop_index("ix_turns_claimed", "turns")
    op.drop_column("people", "hushed_after")
