"""The tables of events: the record, its words apart from it, how far people have read, and what was made of it."""

# pyright: reportAssignmentType=false
# (SQLModel declares `__tablename__` as a descriptor; a plain string is what it documents.)

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, UniqueConstraint
from sqlmodel import Field

from db.schema.columns.column_types import Document, Utc
from db.schema.columns.partial_index import partial_index
from db.schema.columns.table_row import Row
from troupe.core.usage import Usage
from troupe.worlds.turn import Provenance


class EventRow(Row, table=True):
    """One line of the record, never changed but for its delivery and the fact of erasure.

    `message_id` is the platform's id of the human's message, or of a speech's first delivered part;
    `platform_order` the platform's own order of human messages. `turn_id` is the turn that produced it, and
    through what that turn was shown the events it derives from (no foreign key: turns refer to events already).
    `audience` is who perceives it from `heard` on (see db.record.event_appending). `moot`: nobody has to answer it
    any more, and it counts as read by all who had not.
    `version` rises with every change to the event or its text.
    """

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("world_id", "seq"),
        UniqueConstraint("world_id", "heard"),
        UniqueConstraint("world_id", "message_id"),
        partial_index(
            "ix_events_place_order", "world_id", "place", "platform_order", where="platform_order IS NOT NULL"
        ),
        partial_index("ix_events_author_heard", "author_id", "heard", where="author_id IS NOT NULL"),
        partial_index("ix_events_target", "target", where="target IS NOT NULL"),
        partial_index("ix_events_turn", "turn_id", where="turn_id IS NOT NULL"),
    )

    id: str = Field(primary_key=True)
    tenant: str
    world_id: str = Field(foreign_key="worlds.id")
    seq: int = Field(sa_type=BigInteger)
    heard: int | None = Field(default=None, sa_type=BigInteger)
    at: datetime = Field(sa_type=Utc)
    kind: str
    author_kind: str
    author_id: str | None = None
    author_name: str | None = None
    place: str
    target: str | None = Field(default=None, foreign_key="events.id")
    addressed: tuple[str, ...] = Field(
        default=(), sa_column=Column(Document[tuple[str, ...]](tuple[str, ...], shared=True), nullable=False)
    )
    mentions_bot: bool = False
    message_id: str | None = None
    platform_order: int | None = Field(default=None, sa_type=BigInteger)
    delivery: str | None = None
    stand_in: bool = False
    audience: str
    moot: bool = False
    erased: bool = False
    version: int = 0
    turn_id: str | None = None


class EventTextRow(Row, table=True):
    """The text of an event, apart from the event so that it can be erased."""

    __tablename__ = "event_texts"

    event_id: str = Field(primary_key=True, foreign_key="events.id")
    tenant: str
    text: str


class SpeechPrintRow(Row, table=True):
    """A number by which the speech of a person is found again where it repeats what is being erased (see
    troupe.worlds.text.quoted_words.prints): the speech of this world and `seq`."""

    __tablename__ = "speech_prints"
    __table_args__ = ({"sqlite_with_rowid": False},)

    world_id: str = Field(primary_key=True, foreign_key="worlds.id")
    print: int = Field(primary_key=True, sa_type=BigInteger)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    tenant: str


class WaitingRow(Row, table=True):
    """A line that a person has not read, where their cursor does not tell: it is said to them (`addressed`, as the
    platform or the floor has it), or it was left unread below the cursor."""

    __tablename__ = "waiting"
    __table_args__ = (Index("ix_waiting_world", "world_id", "heard"),)

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    heard: int = Field(primary_key=True, sa_type=BigInteger)
    tenant: str
    world_id: str = Field(foreign_key="worlds.id")
    addressed: bool = False


class ConfidantRow(Row, table=True):
    """Somebody to whom a private line is said: whoever has no row for it does not perceive it."""

    __tablename__ = "confidants"
    __table_args__ = (Index("ix_confidants_world", "world_id", "heard"),)

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    heard: int = Field(primary_key=True, sa_type=BigInteger)
    tenant: str
    world_id: str = Field(foreign_key="worlds.id")


class PassageRow(Row, table=True):
    """Lines of which a turn told its person only how many there were: all that reached them from `first` through
    `last`. Never one that is said to them."""

    __tablename__ = "passages"

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    last: int = Field(primary_key=True, sa_type=BigInteger)
    first: int = Field(sa_type=BigInteger)
    tenant: str
    turn_id: str = Field(foreign_key="turns.id")


class BriefingRow(Row, table=True):
    """The briefing of a newcomer, as an event that only they perceive: through which `heard` of what it was made
    from, and by what. Its sources stand in `sources`."""

    __tablename__ = "briefings"

    event_id: str = Field(primary_key=True, foreign_key="events.id")
    tenant: str
    through: int = Field(sa_type=BigInteger)
    provenance: Provenance = Field(sa_column=Column(Document[Provenance](Provenance), nullable=False))
    usage: Usage = Field(sa_column=Column(Document[Usage](Usage), nullable=False))


class SourceRow(Row, table=True):
    """An event made from others has a row for each of them: it is erased with the first of them that is."""

    __tablename__ = "sources"
    __table_args__ = (Index("ix_sources_source", "source_id"),)

    event_id: str = Field(primary_key=True, foreign_key="events.id")
    source_id: str = Field(primary_key=True, foreign_key="events.id")
    tenant: str


class LineTermRow(Row, table=True):
    """A word that was said, by its key alone: the table holds no words (see db.record.line_index). `heard` is the
    place of the line in the order of perception of its world, which the key tells too."""

    __tablename__ = "line_terms"
    __table_args__ = ({"sqlite_with_rowid": False},)

    key: int = Field(primary_key=True, sa_type=BigInteger)
    heard: int = Field(primary_key=True, sa_type=BigInteger)
    tenant: str
