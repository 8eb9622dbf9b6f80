"""Documents in a column: read back as they were, and refused in words where another version wrote them."""

import json

import pytest
from sqlalchemy.dialects import sqlite

from db.schema.column_types import Document
from troupe.worlds.mind_state import MindState

SQLITE = sqlite.dialect()
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
