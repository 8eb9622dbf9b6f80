"""Humans take part in sessions beside the simulated people

Revision 0021, after 0020. In sessions that are held in a channel, only those who joined are heard from now on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_IN_FRONT = sa.text(
    "UPDATE worlds SET by_invitation = :yes WHERE channel_id IS NOT NULL "
    "AND id IN (SELECT world_id FROM session_worlds)"
)


def upgrade() -> None:
    op.create_table(
        "session_guests",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("joined_at", _TIME, nullable=False),
        sa.Column("left_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_session_guests_session_id_sessions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_guests")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_session_guests_session_id_number")),
    )
    for name, columns, unique in (
        ("uq_session_guests_member", ["session_id", "user_id"], True),
        ("ix_session_guests_user", ["tenant", "user_id"], False),
    ):
        where = sa.text("user_id IS NOT NULL")
        op.create_index(name, "session_guests", columns, unique=unique, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "session_guest_answers",
        sa.Column("guest_id", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("probe", sa.Integer(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["guest_id"], ["session_guests.id"], name=op.f("fk_session_guest_answers_guest_id_session_guests")
        ),
        sa.PrimaryKeyConstraint("guest_id", "step", "probe", name=op.f("pk_session_guest_answers")),
    )
    op.create_table(
        "session_guest_votes",
        sa.Column("guest_id", sa.String(), nullable=False),
        sa.Column("ballot", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.Column("number", sa.Float(), nullable=True),
        sa.Column("best", sa.String(), nullable=False),
        sa.Column("worst", sa.String(), nullable=False),
        sa.Column("prices", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["guest_id"], ["session_guests.id"], name=op.f("fk_session_guest_votes_guest_id_session_guests")
        ),
        sa.PrimaryKeyConstraint("guest_id", "ballot", name=op.f("pk_session_guest_votes")),
    )
    nothing = '{"v":1,"value":[]}'
    op.add_column("session_moves", sa.Column("guests", sa.Text(), nullable=False, server_default=nothing))
    op.add_column("session_moves", sa.Column("due_at", _TIME, nullable=True))
    op.add_column("session_moves", sa.Column("closed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("sessions", sa.Column("join_card", sa.String(), nullable=True))
    op.add_column("sessions", sa.Column("report", sa.String(), nullable=True))
    op.add_column("worlds", sa.Column("by_invitation", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("worlds", sa.Column("reveal_held", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(_IN_FRONT.bindparams(yes=True))


def downgrade() -> None:
    op.drop_column("worlds", "reveal_held")
    op.drop_column("worlds", "by_invitation")
    op.drop_column("sessions", "report")
    op.drop_column("sessions", "join_card")
    op.drop_column("session_moves", "closed")
    op.drop_column("session_moves", "due_at")
    op.drop_column("session_moves", "guests")
    op.drop_table("session_guest_votes")
    op.drop_table("session_guest_answers")
    op.drop_table("session_guests")
