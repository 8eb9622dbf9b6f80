"""What personas say: kept once for each community, counted, read once, gone with whatever pointed at it last."""

import asyncio
import gc
import random

import pytest

import db
from db.database import SqlDatabase
from tests.store.contents import contents_of
from tests.store.leftovers import texts_of
from tests.store.stage import TENANT, open_stage
from troupe.core.clock import ManualClock
from troupe.core.errors import Conflict, NotFound
from troupe.core.ids import seeded_ids
from troupe.people.persona.panel import PanelMember
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.people.persona.persona_version import Editor
from troupe.ports import Database, NewWorld, Stores

ANA = Editor(name="Ana", id="7")
SECRET = "keeps forty ferrets in the pantry"


def says(style: str, name: str = "Rena") -> Persona:
    return Persona.model_validate({"name": name, "style": style})


def ref(slug: str = "rena") -> PersonaRef:
    return PersonaRef(owner=TENANT, slug=slug, hash="00")


@pytest.fixture
def kept(database: Database) -> SqlDatabase:
    assert isinstance(database, SqlDatabase)
    return database


async def live(stores: Stores, *personas: Persona, name: str = "a room") -> tuple[str, ...]:
    world = await stores.worlds.open(NewWorld(name=name), [(persona, ref()) for persona in personas])
    return tuple(person.id for person in await stores.casts.of(world.id))


async def leaves_nothing(database: SqlDatabase, words: str = SECRET) -> bool:
    gc.collect()
    in_memory = [one for one in gc.get_objects() if type(one) is Persona and words in one.style]
    return not in_memory and not any(words in text for _, text in await texts_of(database))


async def test_it_stands_once_for_each_community(kept: SqlDatabase) -> None:
    ours, theirs = kept.tenant("guild:1"), kept.tenant("guild:2")
    await ours.personas.save("rena", says("Dry."), ANA)
    for stores in (ours, ours, theirs):
        await live(stores, says("Dry."))
    await ours.panels.save("table", [PanelMember(persona=says("Dry."), ref=ref())], ANA)
    assert await contents_of(kept) == {("guild:1", "Rena"): 4, ("guild:2", "Rena"): 1}


async def test_two_who_say_the_same_in_another_order_stay_two(kept: SqlDatabase) -> None:
    documents = ({"name": "Rena", "style": "Dry.", "age": 40}, {"age": 40, "style": "Dry.", "name": "Rena"})
    personas = kept.tenant(TENANT).personas
    for slug, document in zip(("one", "two"), documents, strict=True):
        await personas.save(slug, Persona.model_validate(document), ANA)
    found = [list((await personas.get(slug)).persona.document) for slug in ("one", "two")]
    assert found == [list(document) for document in documents]


async def test_a_removed_persona_leaves_no_word_of_any_version(kept: SqlDatabase) -> None:
    personas = kept.tenant(TENANT).personas
    await personas.save("rena", says(SECRET), ANA)
    await personas.save("rena", says("Dry."), ANA, expected=1)
    await personas.undo("rena", ANA)
    assert (await personas.all())[0].persona.style == SECRET
    await personas.remove("rena", ANA)
    assert await contents_of(kept) == {}
    assert await leaves_nothing(kept)


async def test_who_lives_as_a_removed_persona_lives_on(kept: SqlDatabase) -> None:
    stores = kept.tenant(TENANT)
    await stores.personas.save("rena", says(SECRET), ANA)
    (person_id,) = await live(stores, says(SECRET))
    await stores.personas.remove("rena", ANA)
    ((_, person),) = await stores.casts.playing("rena")
    assert person.persona == says(SECRET)
    del person
    await stores.casts.update_persona(person_id, says("Dry."), ref(), "Ana")
    assert await contents_of(kept) == {(TENANT, "Rena"): 1}
    assert await leaves_nothing(kept)


async def test_a_removed_panel_takes_along_whom_nobody_else_is(kept: SqlDatabase) -> None:
    stores = kept.tenant(TENANT)
    await live(stores, says("Dry."))
    members = [PanelMember(persona=one, ref=ref()) for one in (says("Dry."), says(SECRET, "Piet"))]
    await stores.panels.save("table", members, ANA)
    del members
    await stores.panels.remove("table")
    assert await contents_of(kept) == {(TENANT, "Rena"): 1}
    assert await leaves_nothing(kept)


async def test_an_update_that_is_refused_changes_no_count(kept: SqlDatabase) -> None:
    stores = kept.tenant(TENANT)
    rena, _ = await live(stores, says("Dry."), says("Loud.", "Piet"))
    with pytest.raises(Conflict):
        await stores.casts.update_persona(rena, says("Dry.", "Piet"), ref(), "Ana")
    assert await contents_of(kept) == {(TENANT, "Rena"): 1, (TENANT, "Piet"): 1}


async def test_what_the_people_say_is_read_once_and_then_no_more(kept: SqlDatabase, clock: ManualClock) -> None:
    stage = await open_stage(kept, clock, "Lisa", "Oscar", "Pia")
    other = await db.open(kept.engine.url.render_as_string(hide_password=False), clock=clock, ids=seeded_ids(9))
    casts = other.tenant(stage.stores.tenant).casts
    first, second = await casts.of(stage.id), await casts.of(stage.id)
    assert [person.name for person in first] == ["Lisa", "Oscar", "Pia"]
    assert all(one.persona is same.persona for one, same in zip(first, second, strict=True))
    await other.close()


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_the_counts_are_right(kept: SqlDatabase, seed: int) -> None:
    dice = random.Random(seed)
    stores = kept.tenant(TENANT)
    styles = ["Dry.", "Loud.", "Slow."]
    people: list[str] = []
    for step in range(40):
        persona = says(dice.choice(styles), dice.choice(["Rena", "Piet"]))
        slug, panel = dice.choice(["rena", "piet"]), dice.choice(["one", "two"])
        try:
            match dice.randrange(7):
                case 0:
                    people += await live(stores, persona, says(dice.choice(styles), "Third"), name=f"room {step}")
                case 1 if people:
                    await stores.casts.update_persona(dice.choice(people), persona, ref(), "Ana")
                case 2:
                    await stores.personas.save(slug, persona, ANA)
                case 3:
                    await stores.personas.undo(slug, ANA)
                case 4:
                    await stores.personas.remove(slug, ANA)
                case 5:
                    members = [PanelMember(persona=one, ref=ref()) for one in (persona, says("Dry.", "Third"))]
                    await stores.panels.save(panel, members, ANA)
                case _:
                    await stores.panels.remove(panel)
        except (Conflict, NotFound):
            pass
        await contents_of(kept)
    assert people
    assert len(await contents_of(kept)) > 1


async def test_two_processes_take_and_give_away_the_same_in_any_order(
    kept: SqlDatabase, clock: ManualClock
) -> None:
    url = kept.engine.url.render_as_string(hide_password=False)
    other = await db.open(url, clock=clock, ids=seeded_ids(9))
    assert isinstance(other, SqlDatabase)
    group = [says(style, style) for style in ("Dry.", "Loud.", "Slow.", "Shy.")]

    async def come_and_go(database: SqlDatabase, name: str, personas: list[Persona]) -> None:
        members = [PanelMember(persona=one, ref=ref()) for one in personas]
        for _ in range(8):
            await database.tenant(TENANT).panels.save(name, members, ANA)
            await database.tenant(TENANT).panels.remove(name)

    await asyncio.gather(come_and_go(kept, "one", group), come_and_go(other, "two", group[::-1]))
    assert await contents_of(kept) == {}
    await other.close()
