"""Every state of mind is kept, what a prompt left out stands on its turn, and speech is found again by its words

Revision 0014, after 0013. Present states become the first ones kept: of who came from another life, as if they had
come only now, and of everyone, as if their last turn had left it; so an erasure of what was before still reaches
them.
"""

import sqlalchemy as sa
from alembic import op

from troupe.worlds.text.quoted_words import prints

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_NOTHING = '{"v":1,"value":{"goals":"","context":[],"attention":"","emotions":""}}'
_STATES = sa.text(
    "INSERT INTO mind_states (person_id, number, tenant, fence, seq, former_id, former_fence, state) "
    "SELECT p.id, 1, p.tenant, p.fence, w.seq, p.former_id, "
    "(SELECT f.fence FROM people f WHERE f.id = p.former_id), p.state "
    "FROM people p JOIN worlds w ON w.id = p.world_id WHERE p.state <> :nothing"
)
_SPEECH = sa.text(
    "SELECT e.world_id, e.seq, e.tenant, t.text FROM events e JOIN event_texts t ON t.event_id = e.id "
    "WHERE e.kind = 'said' AND e.author_kind = 'person' AND NOT e.erased"
)
_PRINT = sa.text(
    "INSERT INTO speech_prints (world_id, print, seq, tenant) VALUES (:world_id, :print, :seq, :tenant)"
)


def upgrade() -> None:
    op.add_column("people", sa.Column("state_number", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("turns", sa.Column("unshown", sa.Text(), nullable=False, server_default='{"v":1,"value":[]}'))
    op.create_table(
        "mind_states",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("former_id", sa.String(), nullable=True),
        sa.Column("former_fence", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["former_id"], ["people.id"], name=op.f("fk_mind_states_former_id_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_mind_states_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", "number", name=op.f("pk_mind_states")),
    )
    former = sa.text("former_id IS NOT NULL")
    op.create_index(
        "ix_mind_states_former", "mind_states", ["former_id"], sqlite_where=former, postgresql_where=former
    )
    op.create_table(
        "speech_prints",
        sa.Column("world_id", sa.String(), nullable=False),
        sa.Column("print", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["world_id"], ["worlds.id"], name=op.f("fk_speech_prints_world_id_worlds")),
        sa.PrimaryKeyConstraint("world_id", "print", "seq", name=op.f("pk_speech_prints")),
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    connection.execute(_STATES, {"nothing": _NOTHING})
    op.execute("UPDATE people SET state_number = 1 WHERE id IN (SELECT person_id FROM mind_states)")
    for speech in connection.execute(_SPEECH).all():
        numbers = [
            {"world_id": speech.world_id, "print": number, "seq": speech.seq, "tenant": speech.tenant}
            for number in sorted(prints(speech.text))
        ]
        if numbers:
            connection.execute(_PRINT, numbers)


def downgrade() -> None:
    op.drop_table("speech_prints")
    op.drop_table("mind_states")
    op.drop_column("turns", "unshown")
    op.drop_column("people", "state_number")
