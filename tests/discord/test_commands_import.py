"""/persona import, export and fragment on simcord's Discord: files in and out, seen before anything is saved."""

import io
import json
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import simcord
from PIL import Image

from tests.discord.answers import cards, components, file, files, labels, press, refusal
from tests.discord.command_stage import PEOPLE, Stage, raised_stage
from tests.unit.cards import packed, png, raw, text, v2
from troupe.core.clock import ManualClock
from troupe.people.library.file_exporting import FileFormat, export
from troupe.people.library.file_importing import read_people
from troupe.people.library.library import fragments
from troupe.people.persona.persona import Persona
from troupe.people.persona.persona_version import Editor
from troupe.worlds.guild_settings import Makers

BEN = Editor(name="Ben", id="8")
MARA = Persona.model_validate({"name": "Mara Quint", "age": 57, "style": "Dry.", "shoe_size": 38})
OTTO = Persona.model_validate({"name": "Otto Lang", "occupation": {"title": "Miller"}})
PICTURE = png(text("chara", packed(v2())))
FRAGMENT = raw({"type": "Fragment", "persona": {"beliefs": ["Trams are honest."], "age": 58}})


@pytest_asyncio.fixture
async def stage(tmp_path: Path, clock: ManualClock) -> AsyncGenerator[Stage]:
    async with raised_stage(tmp_path, clock) as raised:
        yield raised


def yaml(persona: Persona) -> tuple[str, bytes]:
    exported = export(persona, FileFormat.YAML)
    return exported.name, exported.content


async def bring_in(stage: Stage, *given: tuple[str, bytes]) -> simcord.InteractionResult:
    names = ("file", "file2", "file3")
    return await stage.runner.slash(stage.channel, "persona import", **dict(zip(names, given, strict=False)))


async def keep(stage: Stage, persona: Persona = MARA, slug: str = "mara-quint") -> None:
    await stage.stores.personas.save(slug, persona, BEN)


async def put(stage: Stage, persona: str, fragment: str) -> simcord.InteractionResult:
    return await stage.runner.slash(stage.channel, "persona fragment", persona=persona, fragment=fragment)


# Importing


async def test_a_file_is_reviewed_and_saved_whole(stage: Stage) -> None:
    review = await bring_in(stage, yaml(MARA))
    person, about = cards(review)
    assert (person.title, person.description) == ("Mara Quint", "57\nDry.")
    assert (about.title, about.description) == ("mara-quint.yaml", "Read as a file of ours.")
    assert files(review) == ["face0.png", "mara-quint.yaml"]
    assert labels(review) == ["Save", "Save and bring here"]
    assert await stage.stores.personas.all() == ()
    await press(stage, review, "Save")
    kept = await stage.stores.personas.get("mara-quint")
    assert kept.persona == MARA
    assert (kept.version.note, kept.version.by.name) == ("imported from mara-quint.yaml", "Rita")


async def test_a_file_may_be_called_as_our_pictures_begin(stage: Stage) -> None:
    review = await bring_in(stage, ("faces.yaml", yaml(MARA)[1]))
    await press(stage, review, "Save")
    assert (await stage.stores.personas.get("mara-quint")).persona == MARA


async def test_whoever_says_much_in_every_field_can_be_shown(stage: Stage) -> None:
    many = ["word " * 400] * 3
    said: dict[str, Any] = dict.fromkeys(("nationality", "residence", "style"), many[0])
    said |= dict.fromkeys(("languages", "voice", "beliefs"), many)
    said["occupation"] = {"title": many[0], "organization": many[0]}
    said["preferences"] = {"interests": many, "dislikes": many}
    said["personality"] = {"traits": many}
    await keep(stage, Persona.model_validate({"name": "x" * 100, **said}))
    shown = await stage.runner.slash(stage.channel, "cast show", person="mara-quint")
    assert [card.title for card in cards(shown)] == ["x" * 100]
    listed = await stage.runner.slash(stage.channel, "persona browse", words="xxx")
    assert len(files(listed)) == 1


async def test_a_card_in_a_picture_brings_its_face_its_lore_and_notes(stage: Stage) -> None:
    review = await bring_in(stage, ("aslaug.png", PICTURE))
    _, about = cards(review)
    assert "a character card V2, 3 entries of lore" in (about.description or "")
    assert r"system\_prompt: kept, but not followed" in (about.description or "")
    assert files(review) == ["face0.png", "aslaug.png.card"]
    saved = await press(stage, review, "Save")
    assert [card.title for card in cards(saved)] == ["Aslaug Skarv", "Saved: Aslaug Skarv, version 1"]
    face = await stage.stores.personas.avatar("aslaug-skarv")
    assert face is not None
    assert Image.open(io.BytesIO(face)).size == (256, 256)
    kept = await stage.stores.personas.get("aslaug-skarv")
    assert kept.persona == read_people(PICTURE, "aslaug.png").one()
    assert stage.house.changes_of_faces == 1


async def test_every_format_that_is_written_is_read_again(stage: Stage) -> None:
    await keep(stage)
    for kind in FileFormat:
        answer = await stage.talker.slash(stage.channel, "persona export", persona="mara", format=kind.value)
        name, content = files(answer)[-1], await file(answer)
        review = await bring_in(stage, (name, content))
        assert labels(review)[0] == "Save as a new version", name
        await press(stage, review, "Save as a new version")
        assert read_people(content, name).one() == (await stage.stores.personas.get("mara-quint")).persona
    assert (await stage.stores.personas.get("mara-quint")).persona.document["shoe_size"] == 38


async def test_an_agent_file_of_several_people_is_saved_at_once(stage: Stage) -> None:
    both = json.dumps([MARA.model_dump(mode="json"), OTTO.model_dump(mode="json")]).encode()
    review = await bring_in(stage, ("two.json", both))
    assert [card.title for card in cards(review)] == ["Mara Quint", "Otto Lang", "two.json"]
    saved = await press(stage, review, "Save all 2")
    assert "**Otto Lang**, version 1" in (cards(saved)[0].description or "")
    assert [kept.slug for kept in await stage.stores.personas.all()] == ["mara-quint", "otto-lang"]


async def test_many_people_are_listed(stage: Stage) -> None:
    crowd = [*({"name": f"Nr {number}"} for number in range(7)), {"name": "Ana Sol"}]
    review = await bring_in(stage, ("crowd.json", json.dumps(crowd).encode()))
    assert "Known here by name: 1." in (cards(review)[0].description or "")
    assert (cards(review)[0].title, files(review)) == ("8 people", ["crowd.json"])
    await press(stage, review, "Save all 8")
    assert len(await stage.stores.personas.all()) == 8


async def test_whoever_was_imported_can_be_brought_at_once(stage: Stage) -> None:
    saved = await press(stage, await bring_in(stage, yaml(MARA)), "Save and bring here")
    assert cards(saved)[-1].description == f"- #{stage.channel.name} is a world now"
    (mara,) = await stage.stores.casts.of((await stage.world()).id)
    assert mara.ref == (await stage.stores.personas.get("mara-quint")).ref
    again = await press(stage, await bring_in(stage, yaml(MARA)), "Save as a new version and bring here")
    assert cards(again)[-1].description == "- ❌ Mara Quint is here already."
    assert (await stage.stores.personas.get("mara-quint")).ref.version == 2


async def test_bringing_takes_manage_channels_and_saves_nothing_without(stage: Stage) -> None:
    await stage.stores.guilds.change(lambda old: old.model_copy(update={"makers": Makers.EVERYONE}))
    review = await stage.talker.slash(stage.channel, "persona import", file=yaml(MARA))
    assert review.response is not None
    refused = await stage.talker.click(review.response, label="Save and bring here")
    assert "**Manage Channels**" in (cards(refused)[0].description or "")
    assert await stage.stores.personas.all() == ()


async def test_a_taken_name_is_said_with_the_way_out(stage: Stage) -> None:
    await keep(stage)
    review = await bring_in(stage, yaml(MARA), yaml(PEOPLE[0]))
    assert "yours already, version 1" in str(cards(review)[0].fields[0].value)
    assert labels(review)[0] == "Save as a new version"
    (other,) = review.followups
    assert "is in the library" in str(other.embeds[0].fields[0].value)
    assert next(part["label"] for part in components(other) if "label" in part) == "Save as a copy of your own"
    await stage.runner.click(other, label="Save as a copy of your own")
    assert (await stage.stores.personas.get("ana-sol")).persona == PEOPLE[0]


async def test_a_draft_outlives_the_process_but_not_a_change_meanwhile(stage: Stage) -> None:
    first, second = await bring_in(stage, yaml(MARA)), await bring_in(stage, yaml(MARA))
    stage.bot._connection._view_store._views.clear()  # pyright: ignore[reportPrivateUsage]
    await press(stage, first, "Save")
    assert "changed or removed meanwhile" in refusal(await press(stage, second, "Save"))
    assert (await stage.stores.personas.get("mara-quint")).ref.version == 1


async def test_a_draft_whose_file_is_gone_cannot_be_saved(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    review = await bring_in(stage, yaml(MARA))
    monkeypatch.setattr(stage.env.backend.cdn, "get", dict[str, bytes]().get)
    assert "cannot be read any more" in refusal(await press(stage, review, "Save"))
    assert await stage.stores.personas.all() == ()


async def test_a_picture_that_can_be_no_face_is_left_out_and_said(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.faces.uploaded_pictures.MAX_PIXELS", 3)
    review = await bring_in(stage, ("aslaug.png", PICTURE))
    assert "the picture is left out" in (cards(review)[1].description or "")
    await press(stage, review, "Save")
    assert await stage.stores.personas.avatar("aslaug-skarv") is None


async def test_someone_of_endless_words_still_fits_into_a_message(stage: Stage) -> None:
    words = "word " * 500
    document = {
        "name": "Mara Quint",
        **dict.fromkeys(("residence", "style", "nationality"), words),
        **dict.fromkeys(("languages", "beliefs"), [words] * 3),
        "occupation": {"title": words, "organization": words},
        "personality": {"traits": [words] * 3},
        "preferences": {"likes": [words] * 3, "dislikes": [words] * 3},
    }
    person = Persona.model_validate(document)
    review = await bring_in(stage, yaml(person))
    saved = await press(stage, review, "Save and bring here")
    assert cards(saved)[-1].title == "Brought here"
    assert sum(len(card) for card in cards(saved)) <= 6000


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("mara.yaml", b"name: Mara\nage: old\n", "mara.yaml: age: "),
        ("mara.txt", b"Mara", "mara.txt: is neither a picture nor an archive"),
        ("plain.png", png(), "plain.png: is a picture without a character card"),
        ("two.json", b'[{"name": "A B"}, {"name": "a b"}]', "two.json: holds 2 people who are called a-b"),
        ("two.json", b'[{"name": "A B"}, {"name": 7}]', "two.json: [1].name: "),
        ("big.json", b" " * (8 * 1024 * 1024 + 1), "big.json: is larger than 8 MiB"),
    ],
)
async def test_a_bad_file_is_one_line_and_hinders_no_other(
    stage: Stage, name: str, content: bytes, told: str
) -> None:
    review = await bring_in(stage, (name, content), yaml(OTTO))
    (line,) = cards(review)
    assert (line.description or "").startswith(told)
    assert "\n" not in (line.description or "")
    assert labels(review) == []
    (good,) = review.followups
    await stage.runner.click(good, label="Save")
    assert [kept.slug for kept in await stage.stores.personas.all()] == ["otto-lang"]


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("import", {"file": yaml(MARA)}),
        ("fragment", {"persona": "ana", "fragment": "vegan-convert"}),
    ],
)
async def test_it_takes_the_right_to_make(stage: Stage, command: str, options: dict[str, Any]) -> None:
    refused = await stage.talker.slash(stage.channel, f"persona {command}", **options)
    assert "may make and change personas" in stage.refused(refused)


# Exporting


async def test_a_picture_card_has_the_face_that_was_given(stage: Stage) -> None:
    await keep(stage)
    out = io.BytesIO()
    Image.new("RGB", (8, 8), (200, 30, 30)).save(out, "PNG")
    await stage.stores.personas.set_avatar("mara-quint", out.getvalue(), BEN)
    answer = await stage.talker.slash(stage.channel, "persona export", persona="mara", format="png")
    assert files(answer) == ["face.png", "mara-quint.png"]
    assert Image.open(io.BytesIO(await file(answer))).size == (8, 8)


async def test_what_somebody_keeps_secret_is_exported_for_makers_who_ask(stage: Stage) -> None:
    await keep(stage, MARA.model_copy(update={"secrets": ["Cannot swim."]}))
    plain = await stage.talker.slash(stage.channel, "persona export", persona="mara")
    assert b"swim" not in await file(plain)
    whole = await stage.runner.slash(stage.channel, "persona export", persona="mara", secrets=True)
    assert b"swim" in await file(whole)
    refused = await stage.talker.slash(stage.channel, "persona export", persona="mara", secrets=True)
    assert "may make and change personas" in stage.refused(refused)


async def test_nobody_is_exported_under_an_unknown_name(stage: Stage) -> None:
    refused = await stage.talker.slash(stage.channel, "persona export", persona="zeus")
    assert "nobody is called that" in stage.refused(refused)


# Fragments


async def test_a_fragment_is_seen_before_it_is_merged_and_taken_out_exactly(stage: Stage) -> None:
    await keep(stage)
    preview = await put(stage, "mara", "vegan-convert")
    assert cards(preview)[0].title == "Mara Quint with vegan-convert"
    assert "+ **long term goals**: To bring one person" in (cards(preview)[0].description or "")
    assert labels(preview) == ["Save as a new version"]
    await press(stage, preview, "Save as a new version")
    kept = await stage.stores.personas.get("mara-quint")
    assert kept.persona == MARA.with_fragment(fragments()["vegan-convert"])
    assert (kept.ref.fragments, kept.version.note) == (("vegan-convert",), "merged the fragment vegan-convert")
    out = await put(stage, "mara", "vegan-convert")
    assert cards(out)[0].title == "Mara Quint without vegan-convert"
    await press(stage, out, "Save as a new version")
    assert (await stage.stores.personas.get("mara-quint")).persona == MARA


async def test_someone_of_the_library_gets_a_copy_and_those_living_live_on_with_it(stage: Stage) -> None:
    await stage.open("ana")
    (ana,) = await stage.stores.casts.of((await stage.world()).id)
    preview = await put(stage, "ana", "night-shift-worker")
    assert labels(preview)[0] == "Save as a copy of your own"
    assert cards(preview)[1].title == "Living as them"
    await press(stage, preview, "Save and apply to those living here (memory kept)")
    (changed,) = await stage.stores.casts.of((await stage.world()).id)
    assert (changed.id, changed.ref.fragments) == (ana.id, ("night-shift-worker",))
    assert stage.house.library["ana-sol"] == PEOPLE[0]


async def test_a_fragment_out_of_a_file_is_offered_to_be_merged(stage: Stage) -> None:
    await keep(stage)
    review = await bring_in(stage, ("tram.fragment.json", FRAGMENT))
    assert cards(review)[0].title == "tram, a fragment"
    assert labels(review) == ["Merge into someone"]
    form = await press(stage, review, "Merge into someone")
    preview = await stage.runner.submit_modal(form, {"persona": "mara"})
    assert "~ **age**: 58 instead of 57" in (cards(preview)[0].description or "")
    await press(stage, preview, "Save as a new version")
    kept = (await stage.stores.personas.get("mara-quint")).persona
    assert (kept.age, kept.beliefs, kept.fragments) == (58, ("Trams are honest.",), ("tram",))
    again = await press(stage, review, "Merge into someone")
    same = await stage.runner.submit_modal(again, {"persona": "mara"})
    assert stage.refused(same) == "Tram is in Mara Quint already."


async def test_fragments_are_offered_those_that_are_in_first(stage: Stage) -> None:
    await keep(stage, MARA.with_fragment(fragments()["vegan-convert"]))
    offered = await stage.runner.autocomplete(
        stage.channel, "persona fragment", "fragment", "", persona="mara-quint"
    )
    assert (offered[0]["name"], offered[0]["value"]) == ("take out vegan-convert", "vegan-convert")
    assert [one["value"] for one in offered].count("vegan-convert") == 1
    night = await stage.runner.autocomplete(stage.channel, "persona fragment", "fragment", "Night")
    assert [one["value"] for one in night] == ["night-shift-worker"]


async def test_a_fragment_that_does_not_fit_is_refused_with_the_place(stage: Stage) -> None:
    await keep(stage, Persona.model_validate({"name": "Mara Quint", "beliefs": {"one": "x"}}))
    refused = await put(stage, "mara", "vegan-convert")
    assert "beliefs" in stage.refused(refused)
    assert "no such fragment" in stage.refused(await put(stage, "mara", "knight"))
