"""Worlds in threads of their own, and the threads of a session whose people are not in one room

Revision 0020, after 0019.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("worlds", sa.Column("parent_id", sa.String(), nullable=True))
    op.add_column("sessions", sa.Column("rooms", sa.Text(), nullable=False, server_default='{"v":1,"value":[]}'))


def downgrade() -> None:
    op.drop_column("sessions", "rooms")
    op.drop_column("worlds", "parent_id")
