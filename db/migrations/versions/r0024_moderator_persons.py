"""Sessions can be led by a moderator person, whose decisions are kept

Revision 0024, after 0023.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_DECISION = ["session_decisions.session_id", "session_decisions.number"]


def upgrade() -> None:
    op.create_table(
        "session_decisions",
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("stand_in", sa.Boolean(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_session_decisions_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("session_id", "number", name=op.f("pk_session_decisions")),
    )
    op.create_table(
        "session_decision_words",
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            *(["session_id", "number"], _DECISION),
            name=op.f("fk_session_decision_words_session_id_session_decisions"),
        ),
        sa.PrimaryKeyConstraint("session_id", "number", "part", name=op.f("pk_session_decision_words")),
    )
    op.create_table(
        "session_decision_sources",
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            *(["session_id", "number"], _DECISION),
            name=op.f("fk_session_decision_sources_session_id_session_decisions"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_session_decision_sources_event_id_events")
        ),
        sa.PrimaryKeyConstraint("session_id", "number", "event_id", name=op.f("pk_session_decision_sources")),
    )
    op.create_index("ix_session_decision_sources_event", "session_decision_sources", ["event_id"])
    op.add_column("sessions", sa.Column("chaired", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("sessions", "chaired")
    op.drop_table("session_decision_sources")
    op.drop_table("session_decision_words")
    op.drop_table("session_decisions")
