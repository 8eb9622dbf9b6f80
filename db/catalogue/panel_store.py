"""Panels: people called together under a name, each kept as they were then."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, delete, select

from db.schema.tables.catalogue_tables import PanelMemberRow, PanelRow
from db.tx.transaction import Tenancy, Tx
from troupe.core.errors import BadInput, Conflict, NotFound
from troupe.people.persona.panel import Panel, PanelMember, check_names
from troupe.people.persona.persona_version import Editor

LONGEST_NAME = 64


class SqlPanels:
    """See troupe.ports.Panels."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    async def save(self, name: str, members: Sequence[PanelMember], by: Editor) -> Panel:
        try:
            return await self._tenancy.write(lambda tx: _save(tx, name, members, by))
        except IntegrityError as error:
            raise _taken(name) from error  # saved by another process since we looked

    async def get(self, name: str) -> Panel:
        return await self._tenancy.read(lambda tx: _panel(tx, _found(tx, name)))

    async def all(self) -> tuple[Panel, ...]:
        def read(tx: Tx) -> tuple[Panel, ...]:
            query = select(PanelRow).where(PanelRow.tenant == tx.tenant).order_by(col(PanelRow.name_key))
            return tuple(_panel(tx, row) for row in tx.all(query))

        return await self._tenancy.read(read)

    async def remove(self, name: str) -> Panel:
        return await self._tenancy.write(lambda tx: _remove(tx, name))


def _save(tx: Tx, name: str, members: Sequence[PanelMember], by: Editor) -> Panel:
    label = " ".join(name.split())
    if not label or len(label) > LONGEST_NAME:
        raise BadInput(f"give the panel a name of at most {LONGEST_NAME} characters", field="name")
    if not members:
        raise BadInput("a panel needs people", field="people")
    check_names(member.persona.name for member in members)
    if _named(tx, label) is not None:
        raise _taken(label)
    row = tx.add(
        PanelRow(
            id=tx.ids(),
            tenant=tx.tenant,
            name=label,
            name_key=_key(label),
            by_name=by.name,
            by_id=by.id,
            at=tx.now,
        )
    )
    contents = tx.contents.keep([member.persona for member in members])
    for seat, (member, content) in enumerate(zip(members, contents, strict=True)):
        tx.add(
            PanelMemberRow(
                panel_id=row.id,
                seat=seat,
                tenant=tx.tenant,
                content=content,
                ref=member.ref,
                person_id=member.person_id,
            )
        )
    return _panel(tx, row)


def _remove(tx: Tx, name: str) -> Panel:
    row = _found(tx, name)
    panel = _panel(tx, row)
    tx.contents.release(member.content for member in _members(tx, row))
    tx.run(
        delete(PanelMemberRow).where(
            col(PanelMemberRow.tenant) == tx.tenant, col(PanelMemberRow.panel_id) == row.id
        )
    )
    tx.run(delete(PanelRow).where(col(PanelRow.tenant) == tx.tenant, col(PanelRow.id) == row.id))
    return panel


def _found(tx: Tx, name: str) -> PanelRow:
    row = _named(tx, name) or tx.get(PanelRow, name)
    if row is None:
        raise NotFound(f"there is no panel {name}; `/panel list` shows them", field="name")
    return row


def _named(tx: Tx, name: str) -> PanelRow | None:
    return tx.first(select(PanelRow).where(PanelRow.tenant == tx.tenant, PanelRow.name_key == _key(name)))


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _taken(name: str) -> Conflict:
    return Conflict(f"there is a panel {name} already; take another name, or remove that one first", field="name")


def _members(tx: Tx, row: PanelRow) -> Sequence[PanelMemberRow]:
    query = (
        select(PanelMemberRow)
        .where(PanelMemberRow.tenant == tx.tenant, PanelMemberRow.panel_id == row.id)
        .order_by(col(PanelMemberRow.seat))
    )
    return tx.all(query)


def _panel(tx: Tx, row: PanelRow) -> Panel:
    rows = _members(tx, row)
    contents = [member.content for member in rows]
    members = tuple(
        PanelMember(persona=tx.contents.get(member.content, contents), ref=member.ref, person_id=member.person_id)
        for member in rows
    )
    by = Editor(name=row.by_name, id=row.by_id)
    return Panel(id=row.id, name=row.name, members=members, by=by, at=row.at)
