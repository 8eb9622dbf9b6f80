"""Panels: kept as they were, found by name, and each community's own."""

import pytest

from tests.store.stage import Stage, persona
from troupe.core.errors import BadInput, Conflict, NotFound
from troupe.people.persona.panel import PanelMember
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.people.persona.persona_version import Editor
from troupe.ports import Database

ANA = Editor(name="Ana", id="7")


def members(stage: Stage) -> list[PanelMember]:
    return [PanelMember(persona=p.persona, ref=p.ref, person_id=p.id) for p in stage.people]


async def test_a_panel_stays_what_it_was(stage: Stage) -> None:
    saved = await stage.stores.panels.save("Tuesday  table", members(stage), ANA)
    assert (saved.name, saved.by, saved.at) == ("Tuesday table", ANA, stage.clock.now())
    other = Persona.model_validate({"name": "Lisa", "style": "Loud."})
    ref = PersonaRef(owner="guild:1", slug="lisa", version=2, hash="0")
    await stage.stores.casts.update_persona(stage.people[0].id, other, ref, "Ana")
    found = await stage.stores.panels.get("tuesday table")
    assert found == saved
    assert found.members == tuple(members(stage))
    assert await stage.stores.panels.get(saved.id) == saved


async def test_panels_are_listed_by_name_and_removed(stage: Stage) -> None:
    panels = stage.stores.panels
    for name in ("zeta", "Alpha"):
        await panels.save(name, members(stage), ANA)
    assert [panel.name for panel in await panels.all()] == ["Alpha", "zeta"]
    await panels.remove("ALPHA")
    assert [panel.name for panel in await panels.all()] == ["zeta"]
    with pytest.raises(NotFound):
        await panels.get("alpha")
    assert len(await stage.stores.casts.of(stage.id)) == 3


async def test_a_taken_name_an_empty_one_and_nobody_are_refused(stage: Stage) -> None:
    panels = stage.stores.panels
    await panels.save("Tuesday", members(stage), ANA)
    with pytest.raises(Conflict):
        await panels.save("TUESDAY", members(stage)[:1], ANA)
    with pytest.raises(BadInput):
        await panels.save("  ", members(stage), ANA)
    with pytest.raises(BadInput):
        await panels.save("nobody", [], ANA)
    with pytest.raises(BadInput):
        await panels.save("x" * 65, members(stage), ANA)
    twins = [PanelMember(persona=made, ref=ref) for made, ref in (persona("Pia"), persona("PIA "))]
    with pytest.raises(BadInput, match="two of them are called PIA"):
        await panels.save("twins", twins, ANA)
    assert len((await panels.get("tuesday")).members) == 3


async def test_a_panel_may_hold_people_who_never_lived(stage: Stage) -> None:
    made, ref = persona("Pia")
    await stage.stores.panels.save("new", [PanelMember(persona=made, ref=ref)], ANA)
    assert (await stage.stores.panels.get("new")).members[0].person_id is None


async def test_another_community_neither_sees_nor_removes_it(stage: Stage, database: Database) -> None:
    saved = await stage.stores.panels.save("Tuesday", members(stage), ANA)
    strangers = database.tenant("guild:2").panels
    assert await strangers.all() == ()
    for refused in (strangers.get("Tuesday"), strangers.get(saved.id), strangers.remove(saved.id)):
        with pytest.raises(NotFound):
            await refused
    made, ref = persona("Pia")
    await strangers.save("Tuesday", [PanelMember(persona=made, ref=ref)], ANA)
    assert await stage.stores.panels.all() == (saved,)
