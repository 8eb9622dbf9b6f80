"""Documents in a column: read back as they were, and refused in words where another version wrote them."""

import json

import pytest
from sqlalchemy.dialects import sqlite

from db.schema.columns.column_types import Document
from troupe.minds.gate.secrets import Secrets
from troupe.research.job_kinds import job_kinds
from troupe.worlds.mind_state import MindState
from troupe.worlds.outbox.outbox_row import ROW_KINDS
from troupe.worlds.transcript import EVENT_KINDS

SQLITE = sqlite.dialect()
EVENTS = {
    *("beat", "briefed", "declined", "edited", "exhibited", "halted", "joined", "left", "no_answer", "notice"),
    *("paused", "reacted", "redone", "removed", "reported", "resumed", "revised", "said", "setting", "thought"),
    *("turn_failed", "whispered"),
}
ROWS = {"guest", "moderator", "notice", "offers_over", "pin", "question", "react", "remove", "say"}
JOBS = {"ballot", "briefing", "enriching", "persona", "recall", "screening"}
STATE = MindState(goals="bake", context=("rain",), attention="Ana", emotions="calm")


def column(*, shared: bool = False) -> Document[MindState]:
    return Document(MindState, 1, shared=shared)


@pytest.mark.parametrize("shared", [True, False])
def test_what_is_stored_is_read_back(shared: bool) -> None:
    text = column().process_bind_param(STATE, SQLITE)
    assert column(shared=shared).process_result_value(text, SQLITE) == STATE
    assert column(shared=shared).process_result_value(None, SQLITE) is None


@pytest.mark.parametrize("shared", [True, False])
def test_a_document_of_another_version_is_never_read_as_this_one(shared: bool) -> None:
    """A field that has changed its meaning would be read in silence, and written back wrong."""
    text = column().process_bind_param(STATE, SQLITE)
    assert text is not None
    newer = json.dumps({**json.loads(text), "v": 2})
    with pytest.raises(ValueError, match="has version 2, this program reads 1"):
        column(shared=shared).process_result_value(newer, SQLITE)


def test_words_that_rows_hold_are_never_dropped_or_changed() -> None:
    """A database written by an older version could not be read any more."""
    assert set(EVENT_KINDS) >= EVENTS
    assert set(ROW_KINDS) >= ROWS
    assert {kind.word for kind in job_kinds(Secrets())} >= JOBS
