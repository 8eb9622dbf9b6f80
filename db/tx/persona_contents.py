"""The contents of personas, kept once for each tenant under their hash: read once a process, gone with its last
user."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Executable, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from db.schema.columns.column_types import document_of, document_text
from db.schema.tables.content_table import PersonaContentRow
from db.tx.entities import given, table_of
from db.tx.row_cache import CachedReading
from db.tx.statement_running import StatementRunner
from troupe.core.errors import NotFound
from troupe.people.persona.persona import Persona

_TABLE = table_of(PersonaContentRow)
_CONTENT = _TABLE.c
_THESE = (_CONTENT.tenant == given("tenant"), _CONTENT.hash.in_(bindparam("given_hashes", expanding=True)))
_READ = select(_CONTENT.hash, _CONTENT.persona).where(*_THESE)
_RELEASE = (
    update(_TABLE)
    .where(_CONTENT.tenant == given("tenant"), _CONTENT.hash == given("hash"))
    .values(uses=_CONTENT.uses - given("count"))
)
_SWEEP = delete(_TABLE).where(*_THESE, _CONTENT.uses == 0)


def _keeping(dialect: str) -> Executable:
    new = postgresql.insert(_TABLE) if dialect == "postgresql" else sqlite.insert(_TABLE)
    return new.on_conflict_do_update(
        index_elements=[_CONTENT.tenant, _CONTENT.hash], set_={"uses": _CONTENT.uses + new.excluded.uses}
    )


_KEEP = {dialect: _keeping(dialect) for dialect in ("sqlite", "postgresql")}


class PersonaContents:
    """One transaction's view. A hash says what stands under it, so what was read once is right for good; the uses
    are counted under the row's lock, so that no process takes away what another has just begun to point at.

    Rows are locked by hash, after all others (worlds, day, people)."""

    def __init__(
        self, statements: StatementRunner, dialect: str, tenant: str, known: CachedReading[Persona]
    ) -> None:
        self._statements = statements
        self._dialect = dialect
        self._tenant = tenant
        self._known = known
        self._released: set[str] = set()

    def get(self, content: str, others: Iterable[str] = ()) -> Persona:
        """The persona of a hash. If it has to be read, so are those of `others` that will be asked for next.
        Raises NotFound if it is not there."""
        persona = self._known.get((self._tenant, content))
        if persona is None:
            missing = {content for content in others if self._known.get((self._tenant, content)) is None}
            self._read({content, *missing})
            persona = self._known.get((self._tenant, content))
        if persona is None:
            raise NotFound("what a persona says is missing", field="database")
        return persona

    def keep(self, personas: Sequence[Persona]) -> tuple[str, ...]:
        """Count one more use of each, and keep those that are new; returns their hashes."""
        return self.replace((), personas)

    def release(self, contents: Iterable[str]) -> None:
        """Count one use less of each. Whatever pointed at them has to be gone by the end of the transaction."""
        self.replace(contents, ())

    def replace(self, former: Iterable[str], personas: Sequence[Persona]) -> tuple[str, ...]:
        """Release and keep at once, since all locks are to be taken in one order; returns the hashes kept."""
        texts = [document_text(Persona, persona) for persona in personas]
        kept = tuple(_hash_of(text) for text in texts)
        new = dict(zip(kept, zip(personas, texts, strict=True), strict=True))
        fewer, more = Counter(former), Counter(kept)
        for content in sorted({*fewer, *more}):
            if content in more:
                self._keep(content, *new[content], more[content])
            if content in fewer:
                values = {"given_tenant": self._tenant, "given_hash": content, "given_count": fewer[content]}
                self._statements.count(_RELEASE, values)
                self._released.add(content)
        return kept

    def sweep(self) -> None:
        """At the end of a transaction, take away what nothing points at any more."""
        if self._released and self._statements.count(_SWEEP, self._these(self._released)):
            self._known.erased()

    def _keep(self, content: str, persona: Persona, text: str, uses: int) -> None:
        row = {"tenant": self._tenant, "hash": content, "persona": text, "uses": uses}
        self._statements.count(_KEEP[self._dialect], row)
        self._known.put((self._tenant, content), persona)

    def _read(self, contents: Iterable[str]) -> None:
        _, rows = self._statements.rows(_READ, self._these(contents))
        for content, text in rows:
            self._known.put((self._tenant, content), document_of(Persona, text))

    def _these(self, contents: Iterable[str]) -> Mapping[str, object]:
        return {"given_tenant": self._tenant, "given_hashes": sorted(contents)}


def _hash_of(text: str) -> str:
    """The SHA-256, in hex, of what is stored: all of it, since members could make two personas that have the
    beginning of their hashes in common, and one would get the other's words."""
    return hashlib.sha256(text.encode()).hexdigest()
