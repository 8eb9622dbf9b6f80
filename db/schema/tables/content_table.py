"""The table of what personas say, which their versions, people and panels point at by its hash."""

# pyright: reportAssignmentType=false
# (SQLModel declares `__tablename__` as a descriptor; a plain string is what it documents.)

from sqlalchemy import BigInteger, ForeignKeyConstraint, Text
from sqlmodel import Field

from db.schema.columns.table_row import Row


class PersonaContentRow(Row, table=True):
    """A persona's whole document, once for each tenant. `hash` is the SHA-256 of the text in `persona`, so a row
    never changes; `uses` is how many rows of other tables point at it, and with the last of them it goes."""

    __tablename__ = "persona_contents"

    tenant: str = Field(primary_key=True)
    hash: str = Field(primary_key=True)
    persona: str = Field(sa_type=Text)
    uses: int = Field(sa_type=BigInteger)


def content_reference() -> ForeignKeyConstraint:
    """The reference of a table whose column `content` is the hash of a persona's document."""
    return ForeignKeyConstraint(["tenant", "content"], ["persona_contents.tenant", "persona_contents.hash"])
