"""Databases whose sessions had other words for a step by key: afterwards these are a change like any other."""

import json

from alembic import command
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

import db
from db.migrations import config
from db.tx.transaction_runner import parse_url
from tests.store.filled import everything_in, made_at
from tests.store.sessions import a_plan
from troupe.research.sessions.guide_changes import StepReworded
from troupe.research.sessions.session_plan import SessionPlan

_WORDS = {"idea": "A tea that warms itself – für 4,99 €."}


def _plan(change: dict[str, str]) -> dict[str, object]:
    """A plan as it was kept before there were changes of other kinds."""
    plan = a_plan().model_dump(mode="json", exclude={"fork", "unchanged", "usd_per_call"})
    return {**plan, "change": change}


def _plans(url: str) -> list[str]:
    rows = everything_in(url)["session_words"]
    return [str(row["text"]) for row in sorted(rows, key=str) if row["part"] == "plan"]


def _make(url: str) -> None:
    sessions = (("sessions", 1, {"study_id": "study"}), ("sessions", 2, {"study_id": None}))
    plans = [
        (
            "session_words",
            number,
            {"session_id": f"id {number}", "part": "plan", "text": json.dumps(_plan(change))},
        )
        for number, change in ((1, _WORDS), (2, {}))
    ]
    extra = ("session_words", 3, {"session_id": "id 1", "part": "extra 1", "text": "no JSON"})
    made_at(url, "0021", [*sessions, *plans, extra])


def test_other_words_for_a_step_are_a_change_and_every_session_is_of_a_study(former_url: str) -> None:
    _make(former_url)
    db.upgrade(former_url)
    changed, unchanged = (SessionPlan.model_validate_json(text) for text in _plans(former_url))
    assert changed == a_plan().model_copy(update={"change": StepReworded(key="idea", text=_WORDS["idea"])})
    assert unchanged == a_plan()
    tables = everything_in(former_url)
    assert {row["id"]: row["study_id"] for row in tables["sessions"]} == {"id 1": "study", "id 2": "id 2"}
    assert "no JSON" in [row["text"] for row in tables["session_words"]]


def test_an_older_program_finds_the_words_by_key_again(former_url: str) -> None:
    _make(former_url)
    db.upgrade(former_url)
    engine = create_engine(parse_url(former_url), poolclass=NullPool)
    with engine.begin() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.downgrade(settings, "0021")
    engine.dispose()
    assert [json.loads(text)["change"] for text in _plans(former_url)] == [_WORDS, {}]
