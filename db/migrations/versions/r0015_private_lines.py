"""Lines that are said to somebody alone: who may hear them

Revision 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "confidants",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("heard", sa.BigInteger(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("world_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_confidants_person_id_people")),
        sa.ForeignKeyConstraint(["world_id"], ["worlds.id"], name=op.f("fk_confidants_world_id_worlds")),
        sa.PrimaryKeyConstraint("person_id", "heard", name=op.f("pk_confidants")),
    )
    op.create_index("ix_confidants_world", "confidants", ["world_id", "heard"])


def downgrade() -> None:
    op.drop_table("confidants")
