"""Databases that had what a persona says in every row: afterwards it is there once, and all say the same."""

from collections.abc import Mapping
from datetime import UTC, datetime

import db
from db.database import SqlDatabase
from tests.store.contents import contents_of
from tests.store.filled import made_at
from troupe.core.clock import ManualClock
from troupe.core.ids import Ids
from troupe.people.persona.persona import Persona

_WHEN = datetime(2026, 1, 1, tzinfo=UTC)
_OURS = {"tenant": "guild:1"}
_RENA, _PIET = Persona(name="Rena", style="Dry."), Persona(name="Piet", style="Loud.")


def _text(persona: Persona) -> str:
    return f'{{"v":1,"value":{persona.model_dump_json()}}}'


def _rows() -> list[tuple[str, int, Mapping[str, object]]]:
    """Rena lives in two communities, sits in a panel and is a version of a persona; of that one the first life was
    removed, and another persona altogether. Piet lives, and is a version."""
    here: dict[str, object] = {
        "mode": "ambient",
        "status": "open",
        "caps": '{"v":1,"value":{}}',
        "channel_id": None,
    }
    here |= {"rhythm": None, "redo": None, "pulse": '{"v":1,"value":{}}', "closed_at": None}
    lives: dict[str, object] = {"left_at": None, "former_id": None, "world_id": "id 1", "persona": _text(_RENA)}
    lives |= {"state": '{"v":1,"value":{}}'}
    version: dict[str, object] = {**_OURS, "slug": "rena", "restores": None}
    said: dict[str, object] = {**_OURS, "slug": "rena"}
    return [
        ("worlds", 1, {**here, **_OURS}),
        ("worlds", 2, {**here, "tenant": "guild:2"}),
        ("people", 1, {**lives, **_OURS}),
        ("people", 2, {**lives, **_OURS, "persona": _text(_PIET)}),
        ("people", 3, {**lives, "tenant": "guild:2", "world_id": "id 2"}),
        ("personas", 1, {**_OURS, "slug": "rena", "newest": 3, "since": 2, "removed_at": None}),
        ("personas", 2, {**_OURS, "slug": "gone", "newest": 1, "since": 1, "removed_at": _WHEN}),
        *(("persona_versions", number, {**version, "version": number}) for number in (1, 2, 3)),
        ("persona_versions", 4, {**version, "slug": "gone", "version": 1}),
        ("persona_documents", 1, {**said, "version": 1, "persona": _text(Persona(name="Former"))}),
        ("persona_documents", 2, {**said, "version": 2, "persona": _text(_PIET)}),
        ("persona_documents", 3, {**said, "version": 3, "persona": _text(_RENA)}),
        ("persona_documents", 4, {**said, "slug": "gone", "version": 1, "persona": _text(Persona(name="Gone"))}),
        ("panels", 1, _OURS),
        ("panel_members", 1, {**_OURS, "panel_id": "id 1", "persona": _text(_RENA), "person_id": "id 1"}),
    ]


async def test_what_personas_say_is_carried_over_once_for_each_community(
    former_url: str, clock: ManualClock, ids: Ids
) -> None:
    made_at(former_url, "0011", _rows())
    db.upgrade(former_url)
    database = await db.open(former_url, clock=clock, ids=ids)
    assert isinstance(database, SqlDatabase)

    assert await contents_of(database) == {
        ("guild:1", "Rena"): 3,
        ("guild:1", "Piet"): 2,
        ("guild:2", "Rena"): 1,
    }
    ours = database.tenant("guild:1")
    assert [person.persona for person in await ours.casts.of("id 1")] == [_RENA, _PIET]
    assert [person.persona for person in await database.tenant("guild:2").casts.of("id 2")] == [_RENA]
    assert (await ours.personas.get("rena")).persona == _RENA
    assert (await ours.personas.get("rena", 2)).persona == _PIET
    assert [member.persona for member in (await ours.panels.get("id 1")).members] == [_RENA]
    await database.close()
