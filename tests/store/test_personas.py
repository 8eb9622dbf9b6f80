"""A community's own personas: versions, undoing, removal, pictures, and the wall between communities."""

import asyncio

import pytest

import db
from troupe.core.clock import ManualClock
from troupe.core.errors import BadInput, Conflict, NotFound
from troupe.core.ids import seeded_ids
from troupe.people.persona.persona import Persona, PersonaRef, content_hash
from troupe.people.persona.persona_version import MAX_AVATAR_BYTES, Editor
from troupe.ports import Database, Personas

ANA = Editor(name="Ana", id="7")
SHELL = Editor(name="the command line")


def mara(style: str = "") -> Persona:
    return Persona.model_validate({"name": "Mara Quint", "style": style, "shoe size": 39})


@pytest.fixture
def personas(database: Database) -> Personas:
    return database.tenant("guild:1").personas


async def styles(personas: Personas) -> list[str]:
    """The style of every version, newest first."""
    return [
        (await personas.get("mara", version.ref.version)).persona.style
        for version in await personas.history("mara")
    ]


async def test_a_saved_persona_comes_back_whole_under_its_version(personas: Personas, clock: ManualClock) -> None:
    kept = await personas.save("mara", mara("Dry."), ANA, "created")
    assert kept.ref == PersonaRef(owner="guild:1", slug="mara", version=1, hash=content_hash(mara("Dry.")))
    found = await personas.get("mara")
    assert found == kept
    assert found.persona.model_dump(mode="json") == mara("Dry.").model_dump(mode="json")
    assert (found.version.by, found.version.at, found.version.note) == (ANA, clock.now(), "created")
    assert await personas.all() == (kept,)


async def test_a_taken_slug_is_refused_and_changes_nothing(personas: Personas) -> None:
    kept = await personas.save("mara", mara("Dry."), ANA)
    with pytest.raises(Conflict, match="there is a mara already"):
        await personas.save("mara", mara("Loud."), ANA)
    assert await personas.all() == (kept,)


async def test_an_edit_is_a_version_of_its_own(personas: Personas) -> None:
    await personas.save("mara", mara("Dry."), ANA, "created")
    second = await personas.save("mara", mara("Loud."), SHELL, "edited style", expected=1)
    assert second.ref.version == 2
    assert [(v.ref.version, v.note, v.by) for v in await personas.history("mara")] == [
        (2, "edited style", SHELL),
        (1, "created", ANA),
    ]
    assert await styles(personas) == ["Loud.", "Dry."]
    assert await personas.all() == (second,)


async def test_an_edit_of_what_has_moved_on_is_refused(personas: Personas) -> None:
    await personas.save("mara", mara("Dry."), ANA)
    await personas.save("mara", mara("Loud."), Editor(name="Ben", id="8"), "edited style", expected=1)
    with pytest.raises(Conflict, match="changed meanwhile, by Ben \\(edited style\\)"):
        await personas.save("mara", mara("Shy."), ANA, expected=1)
    assert await styles(personas) == ["Loud.", "Dry."]


async def test_of_edits_made_at_once_one_is_kept(personas: Personas) -> None:
    await personas.save("mara", mara(), ANA)
    edits = [personas.save("mara", mara(f"Style {n}."), ANA, expected=1) for n in range(6)]
    results = await asyncio.gather(*edits, return_exceptions=True)
    assert sum(isinstance(result, Conflict) for result in results) == 5
    assert len(await personas.history("mara")) == 2


async def test_of_two_processes_making_the_same_persona_one_does(
    database_url: str, personas: Personas, clock: ManualClock
) -> None:
    other = await db.open(database_url, clock=clock, ids=seeded_ids(99))
    both = (personas, other.tenant("guild:1").personas)
    results = await asyncio.gather(*(one.save("mara", mara(), ANA) for one in both * 3), return_exceptions=True)
    await other.close()
    assert sum(isinstance(result, Conflict) for result in results) == 5
    assert len(await personas.history("mara")) == 1


async def test_undoing_again_goes_further_back(personas: Personas) -> None:
    await personas.save("mara", mara("One."), ANA, "created")
    await personas.save("mara", mara("Two."), ANA, "edited style", expected=1)
    await personas.save("mara", mara("Three."), ANA, "edited style", expected=2)
    undone = await personas.undo("mara", ANA)
    assert (undone.ref.version, undone.persona.style, undone.version.restores) == (4, "Two.", 2)
    assert undone.version.note == "undid: edited style"
    assert (await personas.undo("mara", ANA)).persona.style == "One."
    with pytest.raises(Conflict, match="no earlier version"):
        await personas.undo("mara", ANA)
    assert await styles(personas) == ["One.", "Two.", "Three.", "Two.", "One."]


async def test_an_edit_after_an_undo_is_undone_to_what_the_undo_left(personas: Personas) -> None:
    await personas.save("mara", mara("One."), ANA)
    await personas.save("mara", mara("Two."), ANA, expected=1)
    await personas.undo("mara", ANA)
    await personas.save("mara", mara("Four."), ANA, expected=3)
    assert (await personas.undo("mara", ANA)).persona.style == "One."
    with pytest.raises(Conflict):
        await personas.undo("mara", ANA)


async def test_who_is_removed_is_gone_and_the_slug_is_free(personas: Personas) -> None:
    await personas.save("mara", mara("Old."), ANA)
    await personas.set_avatar("mara", b"\x89PNG", ANA)
    removed = await personas.remove("mara", ANA)
    assert removed.persona.style == "Old."
    assert await personas.all() == ()
    assert await personas.avatar("mara") is None
    for refused in (personas.get("mara"), personas.history("mara"), personas.undo("mara", ANA)):
        with pytest.raises(NotFound):
            await refused
    with pytest.raises(NotFound):
        await personas.save("mara", mara(), ANA, expected=1)
    again = await personas.save("mara", mara("New."), ANA)
    assert again.ref.version == 2


async def test_nothing_of_a_former_life_comes_back(personas: Personas) -> None:
    await personas.save("mara", mara("Old."), ANA)
    await personas.remove("mara", ANA)
    await personas.save("mara", mara("New."), ANA)
    assert len(await personas.history("mara")) == 1
    with pytest.raises(NotFound):
        await personas.get("mara", 1)
    with pytest.raises(Conflict):
        await personas.undo("mara", ANA)


async def test_a_picture_is_kept_replaced_and_taken_away(personas: Personas) -> None:
    await personas.save("mara", mara(), ANA)
    assert await personas.avatar("mara") is None
    await personas.set_avatar("mara", b"\x89PNG one", ANA)
    await personas.set_avatar("mara", b"\x89PNG two", ANA)
    assert await personas.avatar("mara") == b"\x89PNG two"
    assert await personas.avatars() == {"mara"}
    await personas.set_avatar("mara", None, ANA)
    assert await personas.avatar("mara") is None
    assert await personas.avatars() == frozenset()


async def test_a_picture_needs_a_persona_and_has_a_limit(personas: Personas) -> None:
    with pytest.raises(NotFound):
        await personas.set_avatar("mara", b"\x89PNG", ANA)
    await personas.save("mara", mara(), ANA)
    with pytest.raises(BadInput, match="256 KiB"):
        await personas.set_avatar("mara", bytes(MAX_AVATAR_BYTES + 1), ANA)
    assert await personas.avatar("mara") is None


async def test_another_community_neither_sees_nor_changes_them(database: Database, personas: Personas) -> None:
    kept = await personas.save("mara", mara("Ours."), ANA)
    await personas.set_avatar("mara", b"\x89PNG", ANA)
    others = database.tenant("guild:2").personas
    assert await others.all() == ()
    assert await others.avatar("mara") is None
    for refused in (
        others.get("mara"),
        others.history("mara"),
        others.undo("mara", ANA),
        others.remove("mara", ANA),
        others.save("mara", mara(), ANA, expected=1),
        others.set_avatar("mara", b"\x89PNG", ANA),
    ):
        with pytest.raises(NotFound):
            await refused
    theirs = await others.save("mara", mara("Theirs."), ANA)
    assert theirs.ref.owner == "guild:2"
    assert await personas.all() == (kept,)
