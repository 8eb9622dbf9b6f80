"""People keep memories of what they witnessed, each with what it rests on; members allow to be remembered

Revision 0019, after 0018. What was said before comes back as it was said: no memories are made of it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_BEFORE = sa.text(
    "INSERT INTO experiences (person_id, through, first, tenant, world_id, version, attempts, made_at, reflected) "
    "SELECT id, read_through, 0, tenant, world_id, 0, 0, joined_at, true FROM people WHERE left_at IS NULL"
)


def upgrade() -> None:
    op.add_column("worlds", sa.Column("consolidate_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_worlds_consolidate_at",
        "worlds",
        ["consolidate_at"],
        sqlite_where=sa.text("consolidate_at IS NOT NULL"),
        postgresql_where=sa.text("consolidate_at IS NOT NULL"),
    )
    op.add_column("people", sa.Column("memories", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("turns", sa.Column("remembered", sa.Text(), nullable=False, server_default='{"v":1,"value":[]}'))
    _memories()
    _memory_parts()
    op.create_table(
        "experiences",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("through", sa.BigInteger(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("world_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reflected", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_experiences_person_id_people")),
        sa.ForeignKeyConstraint(["world_id"], ["worlds.id"], name=op.f("fk_experiences_world_id_worlds")),
        sa.PrimaryKeyConstraint("person_id", "through", name=op.f("pk_experiences")),
    )
    op.create_index(
        "ix_experiences_waiting",
        "experiences",
        ["world_id"],
        sqlite_where=sa.text("made_at IS NULL"),
        postgresql_where=sa.text("made_at IS NULL"),
    )
    op.create_index("ix_experiences_world", "experiences", ["world_id", "through"])
    op.create_table(
        "consents",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "member_id", name=op.f("pk_consents")),
    )
    op.get_bind().execute(_BEFORE)


def _memories() -> None:
    op.create_table(
        "memories",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("world_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("about_member", sa.String(), nullable=True),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("hearsay", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("through", sa.BigInteger(), nullable=False),
        sa.Column("newest", sa.BigInteger(), nullable=False),
        sa.Column("superseded_by", sa.String(), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("edited_by", sa.String(), nullable=True),
        sa.Column("stand_in", sa.Boolean(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memories_person_id_people")),
        sa.ForeignKeyConstraint(["world_id"], ["worlds.id"], name=op.f("fk_memories_world_id_worlds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memories")),
        sa.UniqueConstraint("person_id", "number", name=op.f("uq_memories_person_id_number")),
    )
    op.create_index("ix_memories_world", "memories", ["world_id", "through"])
    for name, columns, where in (
        ("ix_memories_superseded", ["superseded_by"], "superseded_by IS NOT NULL"),
        ("ix_memories_pinned", ["person_id"], "pinned"),
        ("ix_memories_about", ["tenant", "about_member"], "about_member IS NOT NULL"),
    ):
        op.create_index(name, "memories", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _memory_parts() -> None:
    op.create_table(
        "memory_sources",
        sa.Column("memory_id", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_memory_sources_event_id_events")),
        sa.ForeignKeyConstraint(["memory_id"], ["memories.id"], name=op.f("fk_memory_sources_memory_id_memories")),
        sa.PrimaryKeyConstraint("memory_id", "event_id", name=op.f("pk_memory_sources")),
    )
    op.create_index("ix_memory_sources_event", "memory_sources", ["event_id"])
    op.create_table(
        "memory_members",
        sa.Column("memory_id", sa.String(), nullable=False),
        sa.Column("member_id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["memory_id"], ["memories.id"], name=op.f("fk_memory_members_memory_id_memories")),
        sa.PrimaryKeyConstraint("memory_id", "member_id", name=op.f("pk_memory_members")),
    )
    op.create_index("ix_memory_members_member", "memory_members", ["tenant", "member_id"])


def downgrade() -> None:
    for table in ("consents", "experiences", "memory_members", "memory_sources", "memories"):
        op.drop_table(table)
    op.drop_column("turns", "remembered")
    op.drop_column("people", "memories")
    op.drop_index("ix_worlds_consolidate_at", "worlds")
    op.drop_column("worlds", "consolidate_at")
