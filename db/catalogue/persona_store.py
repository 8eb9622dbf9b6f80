"""A community's own personas: versions kept in order, undone, removed; and the pictures of their faces."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row as ColumnsRow
from sqlalchemy import bindparam, update
from sqlalchemy import select as select_columns
from sqlmodel import col, delete, select

from db.schema.tables.catalogue_tables import AvatarRow, PersonaRow, VersionRow
from db.tx.entities import given
from db.tx.transaction import Tenancy, Tx, table_of
from troupe.core.errors import BadInput, Conflict, NotFound
from troupe.people.documents.size_limits import require_size
from troupe.people.persona.persona import Persona, PersonaRef, content_hash
from troupe.people.persona.persona_version import MAX_AVATAR_BYTES, Editor, KeptPersona, Version

_PERSONA, _VERSION = table_of(PersonaRow).c, table_of(VersionRow).c
_AVATAR = table_of(AvatarRow).c
_HEAD = select(PersonaRow).where(PersonaRow.tenant == given("tenant"), PersonaRow.slug == given("slug"))
_HEAD_LOCKED = _HEAD.with_for_update()
_VERSIONS = select_columns(*_VERSION).where(_VERSION.tenant == given("tenant"))
_HISTORY = _VERSIONS.where(_VERSION.slug == given("slug"), _VERSION.version >= given("since")).order_by(
    _VERSION.version.desc()
)
_ONE = _VERSIONS.where(_VERSION.slug == given("slug"), _VERSION.version == given("version"))
_NEWEST = (
    select_columns(_PERSONA.slug, _PERSONA.newest)
    .where(_PERSONA.tenant == given("tenant"), _PERSONA.removed_at.is_(None))
    .order_by(_PERSONA.slug)
)
_OF_THESE = _VERSIONS.join(
    table_of(PersonaRow),
    (_PERSONA.tenant == _VERSION.tenant)
    & (_PERSONA.slug == _VERSION.slug)
    & (_PERSONA.newest == _VERSION.version),
).where(_PERSONA.slug.in_(bindparam("given_slugs", expanding=True)))
"""The newest versions of some of them: a version never changes, so what is known is not read again."""
_PICTURE = select_columns(_AVATAR.png).where(_AVATAR.tenant == given("tenant"), _AVATAR.slug == given("slug"))
_PICTURED = select_columns(_AVATAR.slug).where(_AVATAR.tenant == given("tenant"))
_OF_LIFE = (_VERSION.tenant == given("tenant"), _VERSION.slug == given("slug"), _VERSION.content.is_not(None))
_CONTENTS = select_columns(_VERSION.content).where(*_OF_LIFE)
_NO_CONTENT = update(table_of(VersionRow)).where(*_OF_LIFE).values(content=None)
"""Who is removed leaves behind that there were versions, and who made them: nothing of what they said."""
_NO_PICTURE = delete(AvatarRow).where(
    col(AvatarRow.tenant) == given("tenant"), col(AvatarRow.slug) == given("slug")
)


class SqlPersonas:
    """See troupe.ports.Personas."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def save(
        self, slug: str, persona: Persona, by: Editor, note: str = "", expected: int | None = None
    ) -> KeptPersona:
        return await self._tenancy.write(lambda tx: _save(tx, slug, persona, by, note, expected))

    async def get(self, slug: str, version: int | None = None) -> KeptPersona:
        return await self._tenancy.read(lambda tx: _get(tx, _present(tx, slug), version))

    async def all(self) -> tuple[KeptPersona, ...]:
        return await self._tenancy.read(_all)

    async def history(self, slug: str) -> tuple[Version, ...]:
        return await self._tenancy.read(lambda tx: _history(tx, _present(tx, slug)))

    async def undo(self, slug: str, by: Editor) -> KeptPersona:
        return await self._tenancy.write(lambda tx: _undo(tx, slug, by))

    async def remove(self, slug: str, by: Editor) -> KeptPersona:
        return await self._tenancy.write(lambda tx: _remove(tx, slug, by))

    async def set_avatar(self, slug: str, png: bytes | None, by: Editor) -> None:
        await self._tenancy.write(lambda tx: _set_avatar(tx, slug, png, by))

    async def avatar(self, slug: str) -> bytes | None:
        return await self._tenancy.read(lambda tx: tx.value(_PICTURE, slug=slug))

    async def avatars(self) -> frozenset[str]:
        return await self._tenancy.read(lambda tx: frozenset(row.slug for row in tx.rows(_PICTURED)))


def _all(tx: Tx) -> tuple[KeptPersona, ...]:
    keys = [(tx.tenant, row.slug, row.newest) for row in tx.rows(_NEWEST)]
    personas = {key: persona for key in keys if (persona := tx.kept.get(key)) is not None}
    if missing := [slug for _, slug, version in keys if (tx.tenant, slug, version) not in personas]:
        rows = tx.rows(_OF_THESE, slugs=missing)
        contents = [row.content for row in rows]
        for row in rows:
            key = (tx.tenant, row.slug, row.version)
            personas[key] = _kept(tx, row, contents)
            tx.kept.put(key, personas[key])
    return tuple(personas[key] for key in keys if key in personas)


def _save(tx: Tx, slug: str, persona: Persona, by: Editor, note: str, expected: int | None) -> KeptPersona:
    if expected is None:
        # Two may find the slug free at once; the row is there after this, and one of them takes it first.
        fresh = PersonaRow(tenant=tx.tenant, slug=slug)
        tx.insert_if_missing(PersonaRow, {column.name: getattr(fresh, column.name) for column in _PERSONA})
        return _begin(tx, _locked(tx, slug), persona, by, note)
    head = _present(tx, slug, locked=True)
    if head.newest != expected:
        latest = _get(tx, head, None).version
        raise Conflict(
            f"{slug} was changed meanwhile, by {latest.by.name} ({latest.note or 'saved'}): look, and try again",
            field="persona",
        )
    return _add(tx, head, persona, by, note)


def _begin(tx: Tx, head: PersonaRow, persona: Persona, by: Editor, note: str) -> KeptPersona:
    """The first version of a life; a former one under the same slug stays where it is."""
    if head.newest and head.removed_at is None:
        raise Conflict(f"there is a {head.slug} already", field="persona")
    head.removed_at = head.removed_by = None
    head.since = head.newest + 1
    return _add(tx, head, persona, by, note)


def _add(
    tx: Tx, head: PersonaRow, persona: Persona, by: Editor, note: str, restores: int | None = None
) -> KeptPersona:
    """Add one more version of a persona. Raises BadInput for a persona larger than a persona may be."""
    require_size(persona.document)
    head.newest += 1
    ref = PersonaRef(
        owner=tx.tenant,
        slug=head.slug,
        version=head.newest,
        hash=content_hash(persona),
        fragments=persona.fragments,
    )
    key = {"tenant": tx.tenant, "slug": head.slug, "version": head.newest}
    details = {"ref": ref, "by_name": by.name, "by_id": by.id, "at": tx.now, "note": note, "restores": restores}
    tx.entities.save()
    (content,) = tx.contents.keep((persona,))
    tx.insert(VersionRow, {**key, "content": content, **details})
    return KeptPersona(persona=persona, version=Version(ref=ref, by=by, at=tx.now, note=note, restores=restores))


def _undo(tx: Tx, slug: str, by: Editor) -> KeptPersona:
    """Undo the newest version. A restored one counts as the version it restored, so that undoing again goes
    further back."""
    head = _present(tx, slug, locked=True)
    versions = {version.ref.version: version for version in _history(tx, head)}
    now = versions[head.newest].restores or head.newest
    if now <= head.since:
        raise Conflict(f"there is no earlier version of {slug}", field="persona")
    earlier = versions[now - 1].restores or now - 1
    former = _get(tx, head, earlier)
    undone = versions[now].note or f"version {now}"
    return _add(tx, head, former.persona, by, f"undid: {undone}", restores=earlier)


def _remove(tx: Tx, slug: str, by: Editor) -> KeptPersona:
    head = _present(tx, slug, locked=True)
    last = _get(tx, head, None)
    head.removed_at, head.removed_by = tx.now, by.name
    tx.run(_NO_PICTURE, slug=slug)
    tx.contents.release([row.content for row in tx.rows(_CONTENTS, slug=slug)])
    tx.run(_NO_CONTENT, slug=slug)
    tx.kept.erased()
    return last


def _set_avatar(tx: Tx, slug: str, png: bytes | None, by: Editor) -> None:
    if png is not None and len(png) > MAX_AVATAR_BYTES:
        raise BadInput(f"must be at most {MAX_AVATAR_BYTES // 1024} KiB", field="picture")
    _present(tx, slug, locked=True)
    tx.run(_NO_PICTURE, slug=slug)
    if png is not None:
        tx.add(AvatarRow(tenant=tx.tenant, slug=slug, png=png, by_name=by.name, by_id=by.id, at=tx.now))


def _locked(tx: Tx, slug: str) -> PersonaRow:
    head = tx.first(_HEAD_LOCKED, slug=slug)
    if head is None:
        raise _unknown(slug)
    return head


def _present(tx: Tx, slug: str, *, locked: bool = False) -> PersonaRow:
    head = tx.first(_HEAD_LOCKED if locked else _HEAD, slug=slug)
    if head is None or head.removed_at is not None or not head.newest:
        raise _unknown(slug)
    return head


def _unknown(slug: str) -> NotFound:
    return NotFound(f"there is no {slug} of your own", field="persona")


def _get(tx: Tx, head: PersonaRow, version: int | None) -> KeptPersona:
    number = head.newest if version is None else version
    rows = tx.rows(_ONE, slug=head.slug, version=number) if number >= head.since else ()
    for row in rows:
        return _kept(tx, row)
    raise NotFound(f"there is no version {number} of {head.slug}", field="version")


def _history(tx: Tx, head: PersonaRow) -> tuple[Version, ...]:
    return tuple(_version(row) for row in tx.rows(_HISTORY, slug=head.slug, since=head.since))


def _version(row: ColumnsRow[Any]) -> Version:
    by = Editor(name=row.by_name, id=row.by_id)
    return Version(ref=row.ref, by=by, at=row.at, note=row.note, restores=row.restores)


def _kept(tx: Tx, row: ColumnsRow[Any], others: Sequence[str] = ()) -> KeptPersona:
    return KeptPersona(persona=tx.contents.get(row.content, others), version=_version(row))
