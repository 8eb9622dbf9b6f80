"""What personas say once for each tenant, under its hash: people, versions and panels point at it

Revision 0012, after 0011. What the versions of removed personas said is not carried over: nothing leads to it.
"""

import hashlib
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_BATCH = 200
_KEYS = {
    "people": ("id",),
    "panel_members": ("panel_id", "seat"),
    "persona_versions": ("tenant", "slug", "version"),
}
_TEXTS = {
    "people": "SELECT tenant, persona, id FROM people ORDER BY id",
    "panel_members": "SELECT tenant, persona, panel_id, seat FROM panel_members ORDER BY panel_id, seat",
    "persona_versions": (
        "SELECT d.tenant, d.persona, d.slug, d.version FROM persona_documents d "
        "JOIN personas p ON p.tenant = d.tenant AND p.slug = d.slug "
        "WHERE p.removed_at IS NULL AND d.version >= p.since ORDER BY d.tenant, d.slug, d.version"
    ),
}
_KEEP = sa.text(
    "INSERT INTO persona_contents (tenant, hash, persona, uses) VALUES (:tenant, :hash, :persona, 1) "
    "ON CONFLICT (tenant, hash) DO UPDATE SET uses = persona_contents.uses + 1"
)


def upgrade() -> None:
    op.create_table(
        "persona_contents",
        sa.Column("tenant", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("persona", sa.Text(), nullable=False),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "hash", name=op.f("pk_persona_contents")),
    )
    for table in _KEYS:
        op.add_column(table, sa.Column("content", sa.String(), nullable=True))
        _point(table)
    for table in _KEYS:
        with op.batch_alter_table(table) as batch_op:
            if table != "persona_versions":
                batch_op.alter_column("content", existing_type=sa.String(), nullable=False)
                batch_op.drop_column("persona")
            batch_op.create_foreign_key(
                op.f(f"fk_{table}_tenant_content_persona_contents"),
                "persona_contents",
                ["tenant", "content"],
                ["tenant", "hash"],
            )
    op.drop_table("persona_documents")


def _point(table: str) -> None:
    """Keep the texts of a table, and have its rows point at them."""
    connection = op.get_bind()
    keys = _KEYS[table]
    rows_of = sa.table(table, sa.column("content", sa.String()), *(_column(key) for key in keys))
    here = (rows_of.c[key] == sa.bindparam(f"its_{key}") for key in keys)
    point = sa.update(rows_of).where(*here).values(content=sa.bindparam("its_hash"))
    for rows in _texts(connection, table):
        values = [{**row, "hash": hashlib.sha256(str(row["persona"]).encode()).hexdigest()} for row in rows]
        names = {"tenant", "hash", "persona"}
        connection.execute(_KEEP, [{name: row[name] for name in names} for row in values])
        connection.execute(point, [{f"its_{name}": row[name] for name in ("hash", *keys)} for row in values])


def _column(key: str) -> sa.ColumnClause[int] | sa.ColumnClause[str]:
    return sa.column(key, sa.Integer()) if key in ("seat", "version") else sa.column(key, sa.String())


def _texts(connection: sa.Connection, table: str) -> Iterator[list[dict[str, object]]]:
    """All at once would be gigabytes where many live; by their order, since rows are changed between."""
    seen = 0
    while True:
        page = f"{_TEXTS[table]} LIMIT {_BATCH} OFFSET {seen}"
        rows = [dict(row) for row in connection.execute(sa.text(page)).mappings()]
        if not rows:
            return
        seen += len(rows)
        yield rows


def downgrade() -> None:
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
    op.execute(
        "INSERT INTO persona_documents (tenant, slug, version, persona) "
        "SELECT v.tenant, v.slug, v.version, c.persona FROM persona_versions v "
        "JOIN persona_contents c ON c.tenant = v.tenant AND c.hash = v.content"
    )
    kept = sa.table("persona_contents", sa.column("persona"), sa.column("tenant"), sa.column("hash"))
    for table in ("people", "panel_members"):
        op.add_column(table, sa.Column("persona", sa.Text(), nullable=True))
        rows_of = sa.table(table, sa.column("persona"), sa.column("tenant"), sa.column("content"))
        text = sa.select(kept.c.persona).where(kept.c.tenant == rows_of.c.tenant, kept.c.hash == rows_of.c.content)
        op.execute(sa.update(rows_of).values(persona=text.scalar_subquery()))
    for table in _KEYS:
        with op.batch_alter_table(table) as batch_op:
            if table != "persona_versions":
                batch_op.alter_column("persona", existing_type=sa.Text(), nullable=False)
            batch_op.drop_constraint(op.f(f"fk_{table}_tenant_content_persona_contents"), type_="foreignkey")
            batch_op.drop_column("content")
    op.drop_table("persona_contents")
