"""Jobs: durable model work outside of turns, its words apart from its life cycle; calls know the job they are of

Revision 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_PARTIAL = (
    ("uq_jobs_key", ["tenant", "kind", "key"], "key IS NOT NULL", True),
    ("uq_jobs_lock", ["tenant", "lock"], "lease_until IS NOT NULL", True),
    ("ix_jobs_open", ["tenant", "urgency", "created_at"], "ended_at IS NULL", False),
    ("ix_jobs_not_before", ["not_before"], "ended_at IS NULL AND lease_until IS NULL", False),
    ("ix_jobs_lease_until", ["lease_until"], "lease_until IS NOT NULL", False),
    ("ix_jobs_untold", ["tenant"], "ended_at IS NOT NULL AND told_at IS NULL", False),
    ("ix_jobs_words_until", ["words_until"], "words_until IS NOT NULL", False),
    ("ix_jobs_parent", ["parent_id"], "parent_id IS NOT NULL", False),
    ("ix_jobs_asked_for", ["tenant", "asked_for"], "asked_for IS NOT NULL", False),
)
_OF_A_JOB = sa.text("job_id IS NOT NULL")


def upgrade() -> None:
    _make_jobs()
    for name, columns, where, unique in _PARTIAL:
        condition = sa.text(where)
        op.create_index(name, "jobs", columns, unique=unique, sqlite_where=condition, postgresql_where=condition)
    op.create_index("ix_jobs_kind", "jobs", ["tenant", "kind", "created_at"], unique=False)
    op.create_table(
        "job_words",
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_job_words_job_id_jobs")),
        sa.PrimaryKeyConstraint("job_id", "part", name=op.f("pk_job_words")),
    )
    op.create_table(
        "job_sources",
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_job_sources_job_id_jobs")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_job_sources_event_id_events")),
        sa.PrimaryKeyConstraint("job_id", "event_id", name=op.f("pk_job_sources")),
    )
    op.create_index("ix_job_sources_event", "job_sources", ["event_id"], unique=False)
    op.add_column("calls", sa.Column("job_id", sa.String(), nullable=True))
    op.add_column("calls", sa.Column("job_fence", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_calls_job", "calls", ["job_id"], unique=False, sqlite_where=_OF_A_JOB, postgresql_where=_OF_A_JOB
    )


def _make_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("scope_id", sa.String(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("lock", sa.String(), nullable=True),
        sa.Column("key", sa.String(), nullable=True),
        sa.Column("parent_id", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(), nullable=True),
        sa.Column("asked_for", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("not_before", _TIME, nullable=False),
        sa.Column("lease_until", _TIME, nullable=True),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.Column("told_at", _TIME, nullable=True),
        sa.Column("words_until", _TIME, nullable=True),
        sa.Column("reserved_tokens", sa.BigInteger(), nullable=False),
        sa.Column("reserved_usd", sa.Float(), nullable=True),
        sa.Column("reserved_on", sa.Date(), nullable=False),
        sa.Column("calls_expected", sa.Integer(), nullable=False),
        sa.Column("calls_finished", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["jobs.id"], name=op.f("fk_jobs_parent_id_jobs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )


def downgrade() -> None:
    op.drop_index("ix_calls_job", table_name="calls", sqlite_where=_OF_A_JOB, postgresql_where=_OF_A_JOB)
    for column in ("job_fence", "job_id"):
        op.drop_column("calls", column)
    for table in ("job_sources", "job_words", "jobs"):
        op.drop_table(table)
