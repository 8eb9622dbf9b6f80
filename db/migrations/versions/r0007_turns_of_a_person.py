"""An index of the turns of a person, for what an erasure asks: which of them showed an event

Revision 0007, after 0006.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_turns_person", "turns", ["person_id", "shown_through"])


def downgrade() -> None:
    op.drop_index("ix_turns_person", "turns")
