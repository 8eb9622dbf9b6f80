"""Databases that had a row for each event and person: how far everybody had come with every line is kept."""

from collections.abc import Mapping
from datetime import UTC, datetime

from alembic import command
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

import db
from db.migrations import config
from db.tx.transaction_runner import parse_url
from tests.store.filled import Tables, everything_in, made_at
from tests.store.perceived import CLAIMED, PASSED, READ, UNREAD, perceived

_WHEN = datetime(2026, 1, 1, tzinfo=UTC)
_FORMER: dict[str, dict[str, object]] = {
    "read": {"read_at": _WHEN, "turn_id": "id 1"},
    "called": {"read_at": _WHEN, "turn_id": "id 1", "addressed": True},
    "noticed": {"read_at": _WHEN},
    "passed": {"passed_at": _WHEN, "turn_id": "id 1"},
    "claimed": {"turn_id": "id 2", "addressed": True},
    "waiting": {"addressed": True},
    "unread": {},
    "gone": {"withdrawn_at": _WHEN},
}
LISA = [
    "called",
    "passed",
    "passed",
    "waiting",
    "passed",
    "read",
    "claimed",
    "noticed",
    "unread",
    "waiting",
    "gone",
]
"""How far she had come with each line: what was passed over has a hole where a call waits."""
OSCAR = ("-", "-", "noticed", "unread", "unread")
"""He came after the second line and left after the fifth; of one line he had to answer nothing."""
PIA = [
    "noticed",
    "noticed",
    "noticed",
    "noticed",
    "noticed",
    "noticed",
    "unread",
    "noticed",
    "-",
    "unread",
    "gone",
]
"""She came after the sixth and was told all that was before; the ninth is her own."""


def rows() -> list[tuple[str, int, Mapping[str, object]]]:
    ended: dict[str, object] = {"person_id": "id 1", "world_id": "id 1", "status": "committed", "through": 6}
    events = [
        (
            "events",
            heard,
            {
                "world_id": "id 1",
                "kind": {8: "reacted", 12: "thought"}.get(heard, "said"),
                "author_id": {9: "id 3", 12: "id 2"}.get(heard, "7"),
                "author_kind": "person" if heard in (9, 12) else "human",
                "target": None,
                "addressed": '{"v":1,"value":[]}',
                "erased": heard == 11,
            },
        )
        for heard in range(1, 13)
    ]
    people = [
        ("people", number, {"world_id": "id 1", "joined_heard": joined, "left_at": left, "former_id": None})
        for number, joined, left in ((1, 0, None), (2, 2, _WHEN), (3, 6, None))
    ]
    stimuli = [
        ("stimuli", heard, _stimulus(number, heard, word))
        for number, words in ((1, LISA), (2, OSCAR), (3, PIA))
        for heard, word in enumerate(words, 1)
        if word != "-"
    ]
    under_way = {
        **ended,
        "status": "open",
        "ended_at": None,
        "through": 7,
        "decision_id": "id 1",
        "round_id": None,
    }
    return [
        ("worlds", 1, {}),
        *people,
        ("decisions", 1, {}),
        ("rounds", 1, {}),
        *events,
        ("turns", 1, {**ended, "trigger_id": None}),
        ("turns", 2, {**under_way, "trigger_id": None}),
        *stimuli,
    ]


def _stimulus(number: int, heard: int, word: str) -> dict[str, object]:
    nothing = dict.fromkeys(("turn_id", "read_at", "passed_at", "withdrawn_at"))
    here = {"world_id": "id 1", "person_id": f"id {number}", "event_id": f"id {heard}", "heard": heard}
    return {"id": f"{number} {heard}", **nothing, **here, **_FORMER[word]}


def _states(url: str) -> dict[tuple[str, int], tuple[str, bool]]:
    engine = create_engine(parse_url(url), poolclass=NullPool)
    with engine.connect() as connection:
        states = {(one.person_id, one.heard): (one.state, one.addressed) for one in perceived(connection)}
    engine.dispose()
    return states


_NOW = {
    "read": (READ, False),
    "called": (READ, True),
    "noticed": (READ, False),
    "passed": (PASSED, False),
    "claimed": (CLAIMED, True),
    "waiting": (UNREAD, True),
    "unread": (UNREAD, False),
}
_EXPECTED = {
    (person_id, heard): _NOW[word]
    for person_id, words in (("id 1", LISA), ("id 2", OSCAR), ("id 3", PIA))
    for heard, word in enumerate(words, 1)
    if word in _NOW
}


def test_how_far_everybody_had_come_is_kept(former_url: str) -> None:
    made_at(former_url, "0010", rows())
    db.upgrade(former_url)
    assert _states(former_url) == _EXPECTED


def test_it_is_kept_on_the_way_back_and_forth_again(former_url: str) -> None:
    """An older program finds the rows that it knows, and nothing of what came later."""
    made_at(former_url, "0010", rows())
    before = everything_in(former_url)
    db.upgrade(former_url)
    engine = create_engine(parse_url(former_url), poolclass=NullPool)
    with engine.begin() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.downgrade(settings, "0010")
    engine.dispose()
    back = everything_in(former_url)
    assert {name: set(table[0]) for name, table in back.items() if table} == {
        name: set(table[0]) for name, table in before.items() if table
    }
    assert [_known(row) for row in _of_lines(back)] == [_known(row) for row in _of_lines(before)]
    for name in ("turns", "events"):
        assert back[name] == before[name]
    db.upgrade(former_url)
    assert _states(former_url) == _EXPECTED


def _of_lines(tables: Tables) -> list[dict[str, object]]:
    """The rows of lines that are still there, in order; of withdrawn ones nothing is kept."""
    rows = [row for row in tables["stimuli"] if row["withdrawn_at"] is None]
    return sorted(rows, key=lambda row: (str(row["person_id"]), str(row["event_id"])))


def _known(row: dict[str, object]) -> dict[str, object]:
    """What the row of a line tells: when it was read is not known any more, but that it was."""
    kept = ("person_id", "event_id", "world_id", "heard", "turn_id")
    when = {name: row[name] is not None for name in ("read_at", "passed_at")}
    return {**{name: row[name] for name in kept}, **when, "addressed": bool(row["addressed"])}
