"""The span of a world's last pause; marks of changed settings are called so, whichever setting it was

Revision 0009, after 0008. Columns are added in place: no table that others refer to is rebuilt.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_MODES = ("ambient", "roundtable", "manual")


def upgrade() -> None:
    for name in ("missed_since", "missed_until"):
        op.add_column("worlds", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    named = sa.text(
        "UPDATE event_texts SET text = 'mode ' || text "
        "WHERE text LIKE :beginning AND event_id IN (SELECT id FROM events WHERE kind = 'mode')"
    )
    for mode in _MODES:
        op.execute(named.bindparams(beginning=f"{mode}, set by %"))
    op.execute("UPDATE events SET kind = 'setting' WHERE kind = 'mode'")


def downgrade() -> None:
    op.execute(
        "UPDATE event_texts SET text = substr(text, 6) "
        "WHERE text LIKE 'mode %, set by %' AND event_id IN (SELECT id FROM events WHERE kind = 'setting')"
    )
    op.execute("UPDATE events SET kind = 'mode' WHERE kind = 'setting'")
    for name in ("missed_until", "missed_since"):
        op.drop_column("worlds", name)
