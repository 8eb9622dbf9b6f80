"""Lines are found again by the words that stand in them, kept as numbers; a turn knows what came back in it

Revision 0016, after 0015. What was said before is indexed as well.
"""

import sqlalchemy as sa
from alembic import op

from db.record.line_index import line_keys

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_SPEECH = sa.text(
    "SELECT e.world_id, e.heard, e.tenant, e.author_name, t.text FROM events e JOIN event_texts t "
    "ON t.event_id = e.id WHERE e.kind IN ('said', 'whispered') AND e.heard IS NOT NULL AND NOT e.erased"
)
_TERM = sa.text("INSERT INTO line_terms (key, heard, tenant) VALUES (:key, :heard, :tenant)")


def upgrade() -> None:
    op.add_column("turns", sa.Column("recalled", sa.Text(), nullable=False, server_default='{"v":1,"value":[]}'))
    op.create_table(
        "line_terms",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("heard", sa.BigInteger(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", "heard", name=op.f("pk_line_terms")),
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    for line in connection.execute(_SPEECH.execution_options(yield_per=2000)):
        terms = [
            {"key": key, "heard": line.heard, "tenant": line.tenant}
            for key in sorted(line_keys(line.world_id, line.author_name or "", line.text))
        ]
        if terms:
            connection.execute(_TERM, terms)


def downgrade() -> None:
    op.drop_table("line_terms")
    op.drop_column("turns", "recalled")
