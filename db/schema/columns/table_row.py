"""The tables. Private to `db`: rows are not validated by SQLModel, everybody else gets domain values.

Conventions that keep the busy queries cheap and the same on both databases: a column that is NULL once its matter
is closed (`closed_at`, `ended_at`, `due_at`, `lease_until`, `wake_at`, …) carries the partial index of what is
open, so a sleeping world has no entry in any index that is looked at while it sleeps. Every table has a tenant.
What people wrote stands in `event_texts`, `outbox.text`, a held turn's `outcome`, `job_words`, `session_words` and
`session_vote_words`, what they made of it in `mind_states`, and nowhere else: these are what an erasure empties
(tests/store/erasable_columns.py says so of each column). What a persona says stands in `persona_contents`, which
goes with the last version, person or panel that points at it, and its picture in `avatars`.
"""

from typing import ClassVar

from sqlalchemy import MetaData
from sqlmodel import SQLModel


class Row(SQLModel):
    """The base of every table: constraint names follow one convention, so that migrations can name them."""

    metadata: ClassVar[MetaData] = MetaData(  # pyright: ignore[reportIncompatibleVariableOverride]
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
