"""The first tables

Revision 0001, after nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "days",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("tokens_in", sa.BigInteger(), nullable=False),
        sa.Column("tokens_cached", sa.BigInteger(), nullable=False),
        sa.Column("tokens_out", sa.BigInteger(), nullable=False),
        sa.Column("usd", sa.Float(), nullable=True),
        sa.Column("latency", sa.Float(), nullable=False),
        sa.Column("reserved_tokens", sa.BigInteger(), nullable=False),
        sa.Column("reserved_usd", sa.Float(), nullable=True),
        sa.Column("notified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "day", name=op.f("pk_days")),
    )
    op.create_table(
        "guilds",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", name=op.f("pk_guilds")),
    )
    op.create_table(
        "worlds",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=True),
        sa.Column("guild_id", sa.String(), nullable=True),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("caps", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wake_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("typing_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wakes", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("heard", sa.BigInteger(), nullable=False),
        sa.Column("said", sa.BigInteger(), nullable=False),
        sa.Column("decided", sa.BigInteger(), nullable=False),
        sa.Column("decisions", sa.BigInteger(), nullable=False),
        sa.Column("outbox_seq", sa.BigInteger(), nullable=False),
        sa.Column("calls_since_human", sa.Integer(), nullable=False),
        sa.Column("rhythm", sa.Text(), nullable=True),
        sa.Column("pulse", sa.Text(), nullable=False),
        sa.Column("next_beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worlds")),
    )
    with op.batch_alter_table("worlds", schema=None) as batch_op:
        batch_op.create_index("ix_worlds_tenant_opened_at", ["tenant", "opened_at"], unique=False)
        batch_op.create_index(
            "ix_worlds_undecided",
            ["tenant", "id"],
            unique=False,
            sqlite_where=sa.text("said > decided"),
            postgresql_where=sa.text("said > decided"),
        )
        batch_op.create_index(
            "ix_worlds_next_beat_at",
            ["next_beat_at"],
            unique=False,
            sqlite_where=sa.text("next_beat_at IS NOT NULL"),
            postgresql_where=sa.text("next_beat_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_worlds_wake_at",
            ["wake_at"],
            unique=False,
            sqlite_where=sa.text("wake_at IS NOT NULL"),
            postgresql_where=sa.text("wake_at IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_worlds_open_channel",
            ["tenant", "channel_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "mutes",
        sa.Column("world_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["world_id"], ["worlds.id"], name=op.f("fk_mutes_world_id_worlds")),
        sa.PrimaryKeyConstraint("world_id", "user_id", name=op.f("pk_mutes")),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("world_id", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("through", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["world_id"], ["worlds.id"], name=op.f("fk_decisions_world_id_worlds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("world_id", "number", name=op.f("uq_decisions_world_id_number")),
        sa.UniqueConstraint("world_id", "through", "cause", name=op.f("uq_decisions_world_id_through_cause")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("world_id", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("heard", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("author_kind", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=True),
        sa.Column("author_name", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=True),
        sa.Column("addressed", sa.Text(), nullable=False),
        sa.Column("mentions_bot", sa.Boolean(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("platform_order", sa.BigInteger(), nullable=True),
        sa.Column("delivery", sa.String(), nullable=True),
        sa.Column("stand_in", sa.Boolean(), nullable=False),
        sa.Column("erased", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("turn_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["target"], ["events.id"], name=op.f("fk_events_target_events")),
        sa.ForeignKeyConstraint(["world_id"], ["worlds.id"], name=op.f("fk_events_world_id_worlds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("world_id", "heard", name=op.f("uq_events_world_id_heard")),
        sa.UniqueConstraint("world_id", "message_id", name=op.f("uq_events_world_id_message_id")),
        sa.UniqueConstraint("world_id", "seq", name=op.f("uq_events_world_id_seq")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(
            "ix_events_author_heard",
            ["author_id", "heard"],
            unique=False,
            sqlite_where=sa.text("author_id IS NOT NULL"),
            postgresql_where=sa.text("author_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_events_place_order",
            ["world_id", "place", "platform_order"],
            unique=False,
            sqlite_where=sa.text("platform_order IS NOT NULL"),
            postgresql_where=sa.text("platform_order IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_events_target",
            ["target"],
            unique=False,
            sqlite_where=sa.text("target IS NOT NULL"),
            postgresql_where=sa.text("target IS NOT NULL"),
        )

    op.create_table(
        "people",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("world_id", sa.String(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("persona", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("history_from", sa.BigInteger(), nullable=False),
        sa.Column("joined_heard", sa.BigInteger(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["world_id"], ["worlds.id"], name=op.f("fk_people_world_id_worlds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("world_id", "seat", name=op.f("uq_people_world_id_seat")),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(
            "uq_people_present_name",
            ["world_id", "name_key"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.create_table(
        "rounds",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("world_id", sa.String(), nullable=False),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["world_id"], ["worlds.id"], name=op.f("fk_rounds_world_id_worlds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
    )
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.create_index(
            "ix_rounds_deadline",
            ["deadline"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "uq_rounds_open",
            ["world_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "event_texts",
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_texts_event_id_events")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_texts")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("world_id", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("offers", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("target_message", sa.String(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("blocked_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("webhook_id", sa.String(), nullable=True),
        sa.Column("stand_in", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_outbox_event_id_events")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_outbox_person_id_people")),
        sa.ForeignKeyConstraint(["world_id"], ["worlds.id"], name=op.f("fk_outbox_world_id_worlds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("world_id", "seq", name=op.f("uq_outbox_world_id_seq")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_due_at",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )
        batch_op.create_index("ix_outbox_event", ["event_id"], unique=False)
        batch_op.create_index(
            "ix_outbox_message",
            ["message_id"],
            unique=False,
            sqlite_where=sa.text("message_id IS NOT NULL"),
            postgresql_where=sa.text("message_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_outbox_unsettled",
            ["world_id", "seq"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.create_table(
        "turns",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("world_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("round_id", sa.String(), nullable=True),
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("lease", sa.Float(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("through", sa.BigInteger(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("redone", sa.Boolean(), nullable=False),
        sa.Column("trigger_id", sa.String(), nullable=True),
        sa.Column("obliged", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reserved_tokens", sa.BigInteger(), nullable=False),
        sa.Column("reserved_usd", sa.Float(), nullable=True),
        sa.Column("reserved_on", sa.Date(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("choice", sa.String(), nullable=True),
        sa.Column("provenance", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_turns_decision_id_decisions")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_turns_person_id_people")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_turns_round_id_rounds")),
        sa.ForeignKeyConstraint(["trigger_id"], ["events.id"], name=op.f("fk_turns_trigger_id_events")),
        sa.ForeignKeyConstraint(["world_id"], ["worlds.id"], name=op.f("fk_turns_world_id_worlds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
    )
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.create_index(
            "ix_turns_lease_until",
            ["lease_until"],
            unique=False,
            sqlite_where=sa.text("lease_until IS NOT NULL"),
            postgresql_where=sa.text("lease_until IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_turns_open_world",
            ["world_id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "ix_turns_round",
            ["round_id"],
            unique=False,
            sqlite_where=sa.text("round_id IS NOT NULL"),
            postgresql_where=sa.text("round_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_turns_open_person",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "stimuli",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("world_id", sa.String(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("heard", sa.BigInteger(), nullable=False),
        sa.Column("turn_id", sa.String(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_stimuli_event_id_events")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_stimuli_person_id_people")),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_stimuli_turn_id_turns")),
        sa.ForeignKeyConstraint(["world_id"], ["worlds.id"], name=op.f("fk_stimuli_world_id_worlds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stimuli")),
        sa.UniqueConstraint("event_id", "person_id", name=op.f("uq_stimuli_event_id_person_id")),
    )
    with op.batch_alter_table("stimuli", schema=None) as batch_op:
        batch_op.create_index("ix_stimuli_person_heard", ["person_id", "heard"], unique=False)
        batch_op.create_index(
            "ix_stimuli_turn",
            ["turn_id"],
            unique=False,
            sqlite_where=sa.text("turn_id IS NOT NULL"),
            postgresql_where=sa.text("turn_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_stimuli_unread",
            ["world_id", "person_id", "heard"],
            unique=False,
            sqlite_where=sa.text("read_at IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL AND withdrawn_at IS NULL"),
        )

    op.create_table(
        "usages",
        sa.Column("turn_id", sa.String(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("redone", sa.Boolean(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("usage", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["turn_id"], ["turns.id"], name=op.f("fk_usages_turn_id_turns")),
        sa.PrimaryKeyConstraint("turn_id", "fence", "redone", name=op.f("pk_usages")),
    )


def downgrade() -> None:
    op.drop_table("usages")
    with op.batch_alter_table("stimuli", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_stimuli_unread",
            sqlite_where=sa.text("read_at IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL AND withdrawn_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_stimuli_turn",
            sqlite_where=sa.text("turn_id IS NOT NULL"),
            postgresql_where=sa.text("turn_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_stimuli_person_heard")

    op.drop_table("stimuli")
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_turns_open_person",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_turns_round",
            sqlite_where=sa.text("round_id IS NOT NULL"),
            postgresql_where=sa.text("round_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_turns_open_world",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_turns_lease_until",
            sqlite_where=sa.text("lease_until IS NOT NULL"),
            postgresql_where=sa.text("lease_until IS NOT NULL"),
        )

    op.drop_table("turns")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_unsettled",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_outbox_message",
            sqlite_where=sa.text("message_id IS NOT NULL"),
            postgresql_where=sa.text("message_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_outbox_event")
        batch_op.drop_index(
            "ix_outbox_due_at",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.drop_table("outbox")
    op.drop_table("event_texts")
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_rounds_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_rounds_deadline",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.drop_table("rounds")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_people_present_name",
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.drop_table("people")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_events_target",
            sqlite_where=sa.text("target IS NOT NULL"),
            postgresql_where=sa.text("target IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_events_place_order",
            sqlite_where=sa.text("platform_order IS NOT NULL"),
            postgresql_where=sa.text("platform_order IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_events_author_heard",
            sqlite_where=sa.text("author_id IS NOT NULL"),
            postgresql_where=sa.text("author_id IS NOT NULL"),
        )

    op.drop_table("events")
    op.drop_table("decisions")
    with op.batch_alter_table("worlds", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_worlds_open_channel",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_worlds_wake_at",
            sqlite_where=sa.text("wake_at IS NOT NULL"),
            postgresql_where=sa.text("wake_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_worlds_undecided",
            sqlite_where=sa.text("said > decided"),
            postgresql_where=sa.text("said > decided"),
        )
        batch_op.drop_index("ix_worlds_tenant_opened_at")

    op.drop_table("mutes")
    op.drop_table("worlds")
    op.drop_table("guilds")
    op.drop_table("days")
