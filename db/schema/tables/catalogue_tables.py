"""The tables of a community: its settings, its own personas with their versions and pictures, and its panels."""

# pyright: reportAssignmentType=false
# (SQLModel declares `__tablename__` as a descriptor; a plain string is what it documents.)

from datetime import datetime

from sqlalchemy import Column, ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field

from db.schema.columns.column_types import Document, Utc
from db.schema.columns.table_row import Row
from db.schema.tables.content_table import content_reference
from troupe.people.persona.persona import PersonaRef
from troupe.worlds.guild_settings import GuildSettings


class GuildRow(Row, table=True):
    """The settings of a tenant for all its worlds."""

    __tablename__ = "guilds"

    tenant: str = Field(primary_key=True)
    settings: GuildSettings = Field(sa_column=Column(Document[GuildSettings](GuildSettings), nullable=False))


class PersonaRow(Row, table=True):
    """A community's own persona. `newest` is its newest version, `since` the first one of its present life: who
    was removed and made anew goes on counting, and nothing of the former life comes back."""

    __tablename__ = "personas"

    tenant: str = Field(primary_key=True)
    slug: str = Field(primary_key=True)
    newest: int = 0
    since: int = 1
    removed_at: datetime | None = Field(default=None, sa_type=Utc)
    removed_by: str | None = None


class VersionRow(Row, table=True):
    """One version of a persona; never changed. `content` is the hash of what it says, NULL once the persona was
    removed."""

    __tablename__ = "persona_versions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant", "slug"], ["personas.tenant", "personas.slug"]),
        content_reference(),
    )

    tenant: str = Field(primary_key=True)
    slug: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    content: str | None = None
    ref: PersonaRef = Field(sa_column=Column(Document[PersonaRef](PersonaRef), nullable=False))
    by_name: str
    by_id: str | None = None
    at: datetime = Field(sa_type=Utc)
    note: str = ""
    restores: int | None = None


class AvatarRow(Row, table=True):
    """The picture that a community gave one of its personas, as PNG."""

    __tablename__ = "avatars"
    __table_args__ = (ForeignKeyConstraint(["tenant", "slug"], ["personas.tenant", "personas.slug"]),)

    tenant: str = Field(primary_key=True)
    slug: str = Field(primary_key=True)
    png: bytes
    by_name: str
    by_id: str | None = None
    at: datetime = Field(sa_type=Utc)


class PanelRow(Row, table=True):
    """People called together under a name. `name_key` is the case-folded name."""

    __tablename__ = "panels"
    __table_args__ = (UniqueConstraint("tenant", "name_key"),)

    id: str = Field(primary_key=True)
    tenant: str
    name: str
    name_key: str
    by_name: str
    by_id: str | None = None
    at: datetime = Field(sa_type=Utc)


class PanelMemberRow(Row, table=True):
    """One of them, as they were then. `content` is the hash of what their persona says."""

    __tablename__ = "panel_members"
    __table_args__ = (content_reference(),)

    panel_id: str = Field(primary_key=True, foreign_key="panels.id")
    seat: int = Field(primary_key=True)
    tenant: str
    content: str
    ref: PersonaRef = Field(sa_column=Column(Document[PersonaRef](PersonaRef, shared=True), nullable=False))
    person_id: str | None = Field(default=None, foreign_key="people.id")
