"""/persona on simcord's Discord: looking, making, changing, undoing, removing, and who may."""

import io
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import simcord
from PIL import Image

from bot.faces.avatars import draw_face
from bot.features.persona.persona_search import unpacked
from tests.discord.answers import cards, labels, press, refusal, text
from tests.discord.command_stage import PEOPLE, Stage, raised_stage, told
from troupe.core.clock import ManualClock
from troupe.core.errors import BadInput
from troupe.people.persona.persona import Persona
from troupe.people.persona.persona_version import Editor
from troupe.worlds.guild_settings import Makers

FORM = {"name": "Mara Quint", "age": "57", "occupation": "Tram driver", "residence": "Porto", "style": "Dry."}
BEN = Editor(name="Ben", id="8")


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


async def make(stage: Stage, **given: str) -> simcord.InteractionResult:
    shown = await stage.runner.slash(stage.channel, "persona create")
    return await stage.runner.submit_modal(shown, {**FORM, **given})


async def edit(stage: Stage, persona: str, field: str, words: str) -> simcord.InteractionResult:
    shown = await stage.runner.slash(stage.channel, "persona edit", persona=persona, field=field)
    return await stage.runner.submit_modal(shown, {"text": words})


# Looking


async def test_everyone_may_browse_a_page_at_a_time_with_faces(stage: Stage) -> None:
    first = await stage.talker.slash(stage.channel, "persona browse")
    assert "5 people" in text(first)
    assert "page 1 of 2" in text(first)
    assert [person.name in text(first) for person in PEOPLE] == [True, True, True, True, False]
    assert labels(first).count("Bring here") == 4
    assert first.response is not None
    assert len(first.response.attachments) == 4
    second = await stage.talker.click(first.response, label="More")
    assert "Ewan Moss" in text(second)
    assert "Ana Sol" not in text(second)
    assert second.response is not None
    back = await stage.talker.click(second.response, label="Back")
    assert "Ana Sol" in text(back)


async def test_words_country_age_and_origin_narrow_it_down(stage: Stage) -> None:
    await make(stage, name="Zoë Łuk", residence="Łódź, Poland")

    async def found(**options: Any) -> list[str]:
        answer = text(await stage.talker.slash(stage.channel, "persona browse", **options))
        return [name for name in (*(p.name for p in PEOPLE), "Zoë Łuk") if name in answer]

    assert await found(words="DRIVER") == ["Ben Ray", "Zoë Łuk"]
    assert await found(words="zoe") == ["Zoë Łuk"]
    assert await found(words="driver dry") == ["Zoë Łuk"]
    assert await found(country="poland") == ["Zoë Łuk"]
    assert await found(youngest=20, oldest=31) == ["Ana Sol", "Cleo Vale"]
    assert await found(whose="own") == ["Zoë Łuk"]
    assert await found(whose="library", youngest=40, oldest=50) == ["Ben Ray"]
    nobody = await stage.talker.slash(stage.channel, "persona browse", words="astronaut")
    assert "Nobody found" in text(nobody)


async def test_countries_are_offered(stage: Stage) -> None:
    offered = await stage.talker.autocomplete(stage.channel, "persona browse", "country", "L")
    assert [choice["value"] for choice in offered] == ["Leeds", "Lisbon"]


async def test_someone_is_shown_and_brought_by_button(stage: Stage) -> None:
    await stage.open("ana")
    listed = await stage.runner.slash(stage.channel, "persona browse", words="Diver")
    card = await press(stage, listed, "Show")
    assert cards(card)[0].title == "Cleo Vale"
    brought = await press(stage, card, "Bring here")
    assert told(brought).title == "Cleo Vale is here"
    people = await stage.stores.casts.of((await stage.world()).id)
    assert [person.name for person in people] == ["Ana Sol", "Cleo Vale"]
    assert "is here already" in (told(await press(stage, card, "Bring here")).description or "")


async def test_where_nobody_lives_bringing_opens_a_world(stage: Stage) -> None:
    shown = await stage.runner.slash(stage.channel, "persona show", persona="dora")
    assert "is a world now" in (told(await press(stage, shown, "Bring here")).title or "")
    assert [p.name for p in await stage.stores.casts.of((await stage.world()).id)] == ["Dora Finch"]


async def test_bringing_takes_manage_channels(stage: Stage) -> None:
    shown = await stage.talker.slash(stage.channel, "persona show", persona="dora")
    assert shown.response is not None
    refused = await stage.talker.click(shown.response, label="Bring here")
    assert "**Manage Channels**" in (told(refused).description or "")
    assert await stage.stores.worlds.all() == ()


# Making


async def test_a_form_makes_someone_who_can_be_brought_asked_and_opened_with(stage: Stage) -> None:
    made = await make(stage)
    assert [card.title for card in cards(made)] == ["Mara Quint", "Mara Quint is yours now"]
    kept = await stage.stores.personas.get("mara-quint")
    assert kept.persona.model_dump(mode="json") == {
        "name": "Mara Quint",
        "age": 57,
        "residence": "Porto",
        "style": "Dry.",
        "occupation": {"title": "Tram driver"},
    }
    assert (kept.persona.age, kept.version.by.name, kept.version.note) == (57, "Rita", "created")
    await stage.open("mara, ana")
    mara, _ = await stage.stores.casts.of((await stage.world()).id)
    assert mara.ref == kept.ref
    offered = await stage.runner.autocomplete(stage.channel, "cast add", "persona", "")
    assert "mara-quint" in [choice["value"] for choice in offered]
    shown = told(await stage.runner.slash(stage.channel, "cast show", person="Mara"))
    assert "here" in (shown.footer.text or "")


async def test_bad_input_is_named_and_nothing_written_is_lost(stage: Stage) -> None:
    refused = await make(stage, age="old")
    (card,) = cards(refused)
    assert (card.description or "").startswith("Age: must be a whole number")
    assert "Tram driver" in (card.description or "")
    again = await press(stage, refused, "Try again")
    made = await stage.runner.submit_modal(again, {**FORM, "age": "58"})
    assert cards(made)[0].title == "Mara Quint"


async def test_a_taken_name_is_refused(stage: Stage) -> None:
    await make(stage)
    assert "already" in (cards(await make(stage))[0].description or "")
    of_the_library = await make(stage, name="Ana Sol")
    assert "`/persona edit` makes a copy" in (cards(of_the_library)[0].description or "")
    assert len(await stage.stores.personas.all()) == 1


async def test_who_may_make_is_settled_by_the_server(stage: Stage) -> None:
    async def refused() -> str:
        return stage.refused(await stage.talker.slash(stage.channel, "persona create"))

    assert "only those with **Manage Channels**" in await refused()
    role = stage.guild.create_role("authors")
    await stage.stores.guilds.change(
        lambda old: old.model_copy(update={"makers": Makers.ROLE, "makers_role": str(role.id)})
    )
    assert f"<@&{role.id}>" in await refused()
    author = stage.guild.add_member(stage.env.create_user("Aud"), roles=[role])
    shown = await author.slash(stage.channel, "persona create")
    assert cards(await author.submit_modal(shown, FORM))[0].title == "Mara Quint"
    await stage.stores.guilds.change(lambda old: old.model_copy(update={"makers": Makers.EVERYONE}))
    shown = await stage.talker.slash(stage.channel, "persona create")
    await stage.talker.submit_modal(shown, {**FORM, "name": "Otto Lang"})
    assert len(await stage.stores.personas.all()) == 2


@pytest.mark.parametrize("command", ["undo", "remove", "avatar"])
async def test_changing_takes_the_same_right_as_making(stage: Stage, command: str) -> None:
    await make(stage)
    result = await stage.talker.slash(stage.channel, f"persona {command}", persona="mara")
    assert "may make and change personas" in stage.refused(result)


# Changing


async def test_an_edit_is_seen_before_it_is_kept(stage: Stage) -> None:
    await make(stage)
    preview = await edit(stage, "mara", "style", "Loud.\nAnd *warm*.")
    before, after = cards(preview)
    assert (before.description, after.description) == ("Dry.", "Loud.\nAnd *warm*.")
    assert (await stage.stores.personas.get("mara-quint")).ref.version == 1
    saved = await press(stage, preview, "Save")
    assert "version 2" in (cards(saved)[1].title or "")
    kept = await stage.stores.personas.get("mara-quint")
    assert (kept.persona.style, kept.version.note) == ("Loud.\nAnd *warm*.", "edited style")


async def test_a_preview_outlives_the_process(stage: Stage) -> None:
    """The buttons need nothing that was in memory: a fresh client answers them."""
    await make(stage)
    preview = await edit(stage, "mara", "style", "Loud.")
    stage.bot._connection._view_store._views.clear()  # pyright: ignore[reportPrivateUsage]
    await press(stage, preview, "Save")
    assert (await stage.stores.personas.get("mara-quint")).persona.style == "Loud."


async def test_someone_of_the_library_becomes_a_copy_of_ones_own(stage: Stage) -> None:
    await stage.open("ana")
    preview = await edit(stage, "ana", "occupation title", "Baker of cakes")
    saved = await press(stage, preview, "Save")
    assert "Ana Sol" in (cards(saved)[2].description or "")
    kept = await stage.stores.personas.get("ana-sol")
    assert kept.persona.occupation.title == "Baker of cakes"
    assert kept.version.note == "copied from the library, edited occupation title"
    assert stage.house.library["ana-sol"].occupation.title == "Baker"
    await press(stage, saved, "Apply to those living here (memory kept)")
    (ana,) = await stage.stores.casts.of((await stage.world()).id)
    assert ana.ref == kept.ref


async def test_an_edit_is_applied_to_those_living_here_memory_kept(stage: Stage) -> None:
    await make(stage)
    await stage.open("mara, ana")
    world = await stage.world()
    mara = (await stage.stores.casts.of(world.id))[0]
    preview = await edit(stage, "mara", "name", "Mara Quill")
    assert cards(preview)[2].title == "Living as them"
    applied = await press(stage, preview, "Save and apply to those living here (memory kept)")
    assert "✅" in (cards(applied)[1].description or "")
    renamed = (await stage.stores.casts.of(world.id))[0]
    assert (renamed.id, renamed.name, renamed.ref.version) == (mara.id, "Mara Quill", 2)
    assert [e.kind for e in await stage.record()][-1] == "edited"
    assert stage.house.changes_of_faces == 1


async def test_where_a_name_is_taken_the_others_are_still_brought_up_to_date(stage: Stage) -> None:
    await make(stage)
    await stage.open("mara, ana")
    attic = stage.guild.create_text_channel("attic")
    await stage.runner.slash(attic, "world open", people="mara")
    preview = await edit(stage, "mara", "name", "Ana Sol")
    applied = await press(stage, preview, "Save and apply to those living here (memory kept)")
    lines = (cards(applied)[1].description or "").splitlines()
    done, refused = sorted(lines[1:])
    assert f"✅ in <#{attic.id}>" in done
    assert f"❌ in <#{stage.channel.id}>: Ana Sol is the name of someone else" in refused


async def test_what_was_changed_meanwhile_is_not_overwritten(stage: Stage) -> None:
    await make(stage)
    preview = await edit(stage, "mara", "style", "Loud.")
    other = Persona.model_validate({"name": "Mara Quint", "style": "Shy."})
    await stage.stores.personas.save("mara-quint", other, BEN, "edited style", expected=1)
    refused = await press(stage, preview, "Save")
    assert "changed or removed meanwhile" in refusal(refused)
    assert (await stage.stores.personas.get("mara-quint")).persona.style == "Shy."


async def test_a_bad_value_and_no_change_lose_nothing(stage: Stage) -> None:
    await make(stage)
    refused = await edit(stage, "mara", "age", "old")
    assert "whole number" in (cards(refused)[0].description or "")
    again = await press(stage, refused, "Try again")
    preview = await stage.runner.submit_modal(again, {"text": "60"})
    assert cards(preview)[1].description == "60"
    same = await edit(stage, "mara", "style", "Dry.")
    assert "already" in (cards(same)[0].description or "")


async def test_items_are_added_to_a_list_and_the_preview_shows_the_whole(stage: Stage) -> None:
    await make(stage)
    await press(stage, await edit(stage, "mara", "beliefs", "Trams before cars.\nApps are for the young."), "Save")
    preview = await edit(stage, "mara", "beliefs", "+ Bread is sacred.\n- Trams before cars.")
    assert cards(preview)[1].description == "Apps are for the young.\nBread is sacred."
    await press(stage, preview, "Save")
    kept = await stage.stores.personas.get("mara-quint")
    assert kept.persona.beliefs == ("Apps are for the young.", "Bread is sacred.")


async def test_fields_are_offered_with_what_they_say(stage: Stage) -> None:
    await make(stage)
    shown = await stage.runner.autocomplete(stage.channel, "persona edit", "field", "sty", persona="mara-quint")
    assert [(choice["name"], choice["value"]) for choice in shown][:2] == [
        ("style: Dry.", "style"),
        ("tests style: (nothing)", "tests.style"),
    ]
    stranger = await stage.runner.slash(stage.channel, "persona edit", persona="mara", field="shoe size")
    assert "no such field" in stage.refused(stranger)


async def test_undo_and_versions_name_those_living_as_before(stage: Stage) -> None:
    await make(stage)
    await press(stage, await edit(stage, "mara", "style", "Loud."), "Save")
    await stage.open("mara")
    undone = await stage.runner.slash(stage.channel, "persona undo", persona="mara")
    assert (await stage.stores.personas.get("mara-quint")).persona.style == "Dry."
    assert "undid: edited style" in (cards(undone)[0].description or "")
    listed = await stage.talker.slash(stage.channel, "persona versions", persona="mara")
    lines = (cards(listed)[0].description or "").splitlines()
    assert [line.split(" · ")[-1] for line in lines] == ["undid: edited style", "edited style", "created"]
    assert all("Rita" in line for line in lines)
    assert f"**Mara Quint** in <#{stage.channel.id}>, version 2" in (cards(listed)[1].description or "")
    await press(stage, undone, "Apply to those living here (memory kept)")
    (mara,) = await stage.stores.casts.of((await stage.world()).id)
    assert mara.persona.style == "Dry."
    nothing = await stage.runner.slash(stage.channel, "persona undo", persona="mara")
    assert "no earlier version" in stage.refused(nothing)


async def test_someone_of_the_library_has_no_versions(stage: Stage) -> None:
    refused = stage.refused(await stage.runner.slash(stage.channel, "persona versions", persona="ana"))
    assert "is of the library" in refused


async def test_removing_asks_once_and_lets_people_live_on(stage: Stage) -> None:
    await make(stage)
    await stage.open("mara")
    asked = await stage.runner.slash(stage.channel, "persona remove", persona="mara")
    assert "live on (1)" in (cards(asked)[0].description or "")
    await press(stage, asked, "Remove")
    assert await stage.stores.personas.all() == ()
    assert [p.name for p in await stage.stores.casts.of((await stage.world()).id)] == ["Mara Quint"]


# Faces


def photo(kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (200, 30, 30)).save(out, kind)
    return out.getvalue()


async def test_an_uploaded_picture_is_the_face_until_it_is_taken_away(stage: Stage) -> None:
    await make(stage)
    given = await stage.runner.slash(stage.channel, "persona avatar", persona="mara", picture=("me.jpg", photo()))
    assert "under this picture" in (cards(given)[0].description or "")
    png = await stage.stores.personas.avatar("mara-quint")
    assert png is not None
    assert Image.open(io.BytesIO(png)).size == (256, 256)
    assert stage.house.changes_of_faces == 1
    await stage.runner.slash(stage.channel, "persona avatar", persona="mara")
    assert await stage.stores.personas.avatar("mara-quint") is None


async def test_what_is_no_picture_is_refused(stage: Stage) -> None:
    await make(stage)
    result = await stage.runner.slash(
        stage.channel, "persona avatar", persona="mara", picture=("me.png", b"GIF89a nonsense")
    )
    assert "PNG, JPEG or WebP" in stage.refused(result)
    assert draw_face(PEOPLE[0]).startswith(b"\x89PNG")


@pytest.mark.parametrize("about", ["", "x", "1||0|120||", "1|?|0|120||", "one|l|0|120||", "1|l|a|120||"])
def test_a_forged_page_is_refused_in_plain_words(about: str) -> None:
    with pytest.raises(BadInput, match="persona browse"):
        unpacked(about)


async def test_an_age_that_is_no_number_is_told_without_a_stray_colon(stage: Stage) -> None:
    (card,) = cards(await make(stage, age="QQQ"))
    assert (card.description or "").startswith("Age: must be")
