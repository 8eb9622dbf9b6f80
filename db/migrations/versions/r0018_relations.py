"""How people of a world stand to each other

Revision 0018, after 0017.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("relations", sa.Text(), nullable=False, server_default='{"v":1,"value":[]}'))


def downgrade() -> None:
    op.drop_column("people", "relations")
