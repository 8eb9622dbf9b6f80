"""A community's own personas, with their versions and pictures, and panels

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "personas",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("newest", sa.Integer(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("tenant", "slug", name=op.f("pk_personas")),
    )
    op.create_table(
        "persona_versions",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("restores", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant", "slug"],
            ["personas.tenant", "personas.slug"],
            name=op.f("fk_persona_versions_tenant_slug_personas"),
        ),
        sa.PrimaryKeyConstraint("tenant", "slug", "version", name=op.f("pk_persona_versions")),
    )
    op.create_table(
        "persona_documents",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("persona", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "slug", "version"],
            ["persona_versions.tenant", "persona_versions.slug", "persona_versions.version"],
            name=op.f("fk_persona_documents_tenant_slug_version_persona_versions"),
        ),
        sa.PrimaryKeyConstraint("tenant", "slug", "version", name=op.f("pk_persona_documents")),
    )
    op.create_table(
        "avatars",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant", "slug"],
            ["personas.tenant", "personas.slug"],
            name=op.f("fk_avatars_tenant_slug_personas"),
        ),
        sa.PrimaryKeyConstraint("tenant", "slug", name=op.f("pk_avatars")),
    )
    _panels()
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("former_id", sa.String(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_people_former_id_people"), "people", ["former_id"], ["id"])
        batch_op.create_index(
            "ix_people_former",
            ["former_id"],
            unique=False,
            sqlite_where=sa.text("former_id IS NOT NULL"),
            postgresql_where=sa.text("former_id IS NOT NULL"),
        )


def _panels() -> None:
    op.create_table(
        "panels",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panels")),
        sa.UniqueConstraint("tenant", "name_key", name=op.f("uq_panels_tenant_name_key")),
    )
    op.create_table(
        "panel_members",
        sa.Column("panel_id", sa.String(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("persona", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["panel_id"], ["panels.id"], name=op.f("fk_panel_members_panel_id_panels")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_panel_members_person_id_people")),
        sa.PrimaryKeyConstraint("panel_id", "seat", name=op.f("pk_panel_members")),
    )


def downgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index("ix_people_former")
        batch_op.drop_constraint("fk_people_former_id_people", type_="foreignkey")
        batch_op.drop_column("former_id")

    for table in ("panel_members", "panels", "avatars", "persona_documents", "persona_versions", "personas"):
        op.drop_table(table)
