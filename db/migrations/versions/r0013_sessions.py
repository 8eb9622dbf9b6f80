"""Sessions: their life cycle, their words apart from it, their worlds and moves; votes, with their words apart

Revision 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_PARTIAL = (
    ("uq_sessions_run", ["tenant", "study_id", "condition", "replicate"], "study_id IS NOT NULL", True),
    ("uq_sessions_front", ["tenant", "front"], "began_at IS NOT NULL AND ended_at IS NULL", True),
    ("ix_sessions_running", ["tenant", "id"], "status = 'running'", False),
    ("ix_sessions_backstage", ["tenant", "backstage"], "backstage IS NOT NULL", False),
    ("ix_sessions_asked_for", ["tenant", "asked_for"], "asked_for IS NOT NULL", False),
)
_VOTE = ["session_id", "ballot", "person_id"]


def upgrade() -> None:
    _make_sessions()
    for name, columns, where, unique in _PARTIAL:
        condition = sa.text(where)
        op.create_index(
            name, "sessions", columns, unique=unique, sqlite_where=condition, postgresql_where=condition
        )
    op.create_index("ix_sessions_created", "sessions", ["tenant", "created_at"], unique=False)
    _make_parts()
    op.create_index("ix_session_worlds_world", "session_worlds", ["world_id"], unique=False)
    _make_votes()
    op.create_index("ix_session_vote_sources_event", "session_vote_sources", ["event_id"], unique=False)


def _make_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("study_id", sa.String(), nullable=True),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("replicate", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("pause", sa.String(), nullable=True),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("released", sa.Integer(), nullable=True),
        sa.Column("resumed", sa.Integer(), nullable=False),
        sa.Column("resumes", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(), nullable=True),
        sa.Column("asked_for", sa.String(), nullable=True),
        sa.Column("guild_id", sa.String(), nullable=True),
        sa.Column("front", sa.String(), nullable=True),
        sa.Column("backstage", sa.String(), nullable=True),
        sa.Column("card", sa.String(), nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("began_at", _TIME, nullable=True),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.Column("ended_early", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )


def _make_parts() -> None:
    op.create_table(
        "session_words",
        *_of_session("session_words"),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "part", name=op.f("pk_session_words")),
    )
    op.create_table(
        "session_worlds",
        *_of_session("session_worlds"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("world_id", sa.String(), nullable=False),
        sa.Column("slugs", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["world_id"], ["worlds.id"], name=op.f("fk_session_worlds_world_id_worlds")),
        sa.PrimaryKeyConstraint("session_id", "number", name=op.f("pk_session_worlds")),
    )
    op.create_table(
        "session_moves",
        *_of_session("session_moves"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("probe", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("asked", "posted", "answers")),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("session_id", "number", name=op.f("pk_session_moves")),
    )


def _make_votes() -> None:
    op.create_table(
        "session_votes",
        *_of_session("session_votes"),
        sa.Column("ballot", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.Column("number", sa.Float(), nullable=True),
        sa.Column("best", sa.String(), nullable=False),
        sa.Column("worst", sa.String(), nullable=False),
        sa.Column("prices", sa.Text(), nullable=False),
        sa.Column("mapped", sa.Float(), nullable=True),
        sa.Column("missing", sa.String(), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_session_votes_person_id_people")),
        sa.PrimaryKeyConstraint(*_VOTE, name=op.f("pk_session_votes")),
    )
    op.create_table(
        "session_vote_words",
        *(sa.Column(name, sa.String(), nullable=False) for name in (*_VOTE, "part", "tenant", "text")),
        _of_vote("session_vote_words"),
        sa.PrimaryKeyConstraint(*_VOTE, "part", name=op.f("pk_session_vote_words")),
    )
    op.create_table(
        "session_vote_sources",
        *(sa.Column(name, sa.String(), nullable=False) for name in (*_VOTE, "event_id", "tenant")),
        _of_vote("session_vote_sources"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_session_vote_sources_event_id_events")),
        sa.PrimaryKeyConstraint(*_VOTE, "event_id", name=op.f("pk_session_vote_sources")),
    )


def _of_session(table: str) -> tuple[sa.Column[str], sa.ForeignKeyConstraint]:
    name = op.f(f"fk_{table}_session_id_sessions")
    return (
        sa.Column("session_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=name),
    )


def _of_vote(table: str) -> sa.ForeignKeyConstraint:
    columns = [f"session_votes.{column}" for column in _VOTE]
    return sa.ForeignKeyConstraint(_VOTE, columns, name=op.f(f"fk_{table}_session_id_session_votes"))


def downgrade() -> None:
    for table in ("session_vote_sources", "session_vote_words", "session_votes"):
        op.drop_table(table)
    for table in ("session_moves", "session_worlds", "session_words", "sessions"):
        op.drop_table(table)
