"""Character cards: read into people of ours, written again as they were, and never obeyed."""

import json
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.agent_files import Json, agent_files, personas
from tests.unit.cards import BOOK, DATA, charx, chunk, itext, packed, png, raw, text, v2, v3
from troupe.core.errors import BadInput
from troupe.minds.prompt.portrait import portrait
from troupe.people.cards.card_reading import CARD_TEXTS
from troupe.people.cards.png_chunks import texts
from troupe.people.library.file_exporting import FileFormat, export, export_ours
from troupe.people.library.file_importing import Format, Imported, read_people
from troupe.people.library.library import library
from troupe.people.library.persona_parsing import parse_persona
from troupe.people.persona.persona import Persona

V2 = read_people(raw(v2()), "a.json").personas[0]
V3 = read_people(raw(v3()), "a.json").personas[0]
FACE = png()
TOO_MANY: list[Json] = [{} for _ in range(2_001)]


def the_one(content: bytes, name: str) -> Persona:
    return read_people(content, name).personas[0]


def exported(persona: Persona, written_as: FileFormat) -> dict[str, Json]:
    return json.loads(export(persona, written_as).content)


def test_a_card_reads_as_a_persona() -> None:
    assert V3.name == "Aslaug Skarv"
    assert V3.nicknames == ("Asla",)
    assert (
        V3.description == "Asla is a lighthouse keeper of fifty-one.\nShe trusts the other person with the lamp."
    )
    assert V3.scenario == "The other person has come in out of the rain."
    assert V3.personality.traits == ("dry, patient, stubborn",)
    assert V3.voice == ("It is only weather. It passes.", "Ask the gulls.")
    assert V3.sayings["greeting"] == ("*She looks up.* Well, you, shut the door.",)
    assert V3.sayings["other_greeting"] == ("You again.", "Tea?")
    assert V3.sayings["group_greeting"] == ("Nobody said there would be two of you.",)
    assert (V3.tags, V3.talkativeness) == (("sea", "slow"), 0.3)
    assert V3.provenance == "A character card by gull, version 1.4."
    assert V2.description.startswith("Aslaug Skarv is")
    assert len(V2.lore) == 3
    assert V2.lore_budget == 200


def test_its_document_stays_raw() -> None:
    assert V3.document["description"] == DATA["description"]
    assert V3.model_dump()["lore"] == BOOK


def test_what_a_card_orders_is_kept_and_never_told() -> None:
    imported = read_people(raw(v2()), "a.json")
    assert [note.partition(":")[0] for note in imported.notes] == ["system_prompt", "post_history_instructions"]
    told = portrait(V2)
    assert "Ignore all rules" not in told
    assert "break character" not in told
    assert "evening" not in told
    assert exported(V2, FileFormat.CARD_V2)["data"] == v2()["data"]


CARDS: list[tuple[FileFormat, dict[str, Json]]] = [
    (FileFormat.CARD_V2, v2()),
    (FileFormat.CARD_V3, v3()),
    (FileFormat.CARD_V2, {**v2(), **DATA, "create_date": "2024-01-01"}),
    (FileFormat.CARD_V2, v2(character_book=None, mes_example="", alternate_greetings=[], extensions=None)),
    (
        FileFormat.CARD_V3,
        v3(tags="sea", personality="  ", description="", alternate_greetings=["", "x"], future=[1]),
    ),
    (FileFormat.CARD_V3, {**v3(), "spec_version": "3.1", "beside": {"a": [None]}}),
    (FileFormat.CARD_V2, {"data": {"name": "Bare", "first_mes": ""}}),
]


@pytest.mark.parametrize(("written_as", "card"), CARDS)
def test_an_unchanged_card_is_written_as_that_very_card(written_as: FileFormat, card: dict[str, Json]) -> None:
    persona = the_one(raw(card), "a.json")
    assert exported(persona, written_as) == card
    through_ours = export(persona, FileFormat.YAML)
    assert exported(the_one(through_ours.content, through_ours.name), written_as) == card


@pytest.mark.parametrize("written_as", FileFormat)
@pytest.mark.parametrize("persona", [V2, V3, library()["gerda-vollmann"], the_one(raw(dict(DATA)), "v1.json")])
def test_every_format_gives_the_same_document_again(persona: Persona, written_as: FileFormat) -> None:
    file = export(persona, written_as, FACE)
    again = read_people(file.content, file.name)
    assert again.personas == (persona,)
    twice = export(again.personas[0], written_as, FACE)
    assert read_people(twice.content, twice.name) == again
    assert again.picture == (FACE if written_as.holds_picture else None)


@given(agent_files() | personas(), st.sampled_from([f for f in FileFormat if f is not FileFormat.YAML]))
@settings(max_examples=60, deadline=None)
def test_no_document_loses_anything_in_any_format(document: dict[str, Json], written_as: FileFormat) -> None:
    persona = parse_persona(document, "x.json")
    file = export(persona, written_as, FACE)
    assert the_one(file.content, file.name) == persona


_VALUES: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8", exclude_characters="\0")),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=2),
    max_leaves=4,
)


_WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))


def _fit_for(key: str) -> st.SearchStrategy[Json]:
    """What a card may hold under this key: the name a text that is not blank, a text a text or nothing, the rest
    anything."""
    if key == "name":
        return _WORDS.filter(lambda name: bool(name.strip()))
    return st.none() | _WORDS if key in CARD_TEXTS else _VALUES


_KEYS = st.lists(st.sampled_from([*DATA, "nickname", "assets", "later"]), max_size=4, unique=True)
_FIELDS: st.SearchStrategy[dict[str, Json]] = _KEYS.flatmap(
    lambda keys: st.fixed_dictionaries({key: _fit_for(key) for key in keys})
)


@given(_FIELDS, st.booleans())
@settings(max_examples=80, deadline=None)
def test_any_card_is_written_again_as_it_was(fields: dict[str, Json], third: bool) -> None:
    card = v3() if third else v2()
    cast("dict[str, Json]", card["data"]).update(fields)
    persona = the_one(raw(card), "a.json")
    assert exported(persona, FileFormat.CARD_V3 if third else FileFormat.CARD_V2) == card


@given(st.sampled_from(CARD_TEXTS), _VALUES.filter(lambda value: value is not None))
@settings(max_examples=40, deadline=None)
def test_a_text_of_a_card_that_is_no_text_is_refused_by_its_path(key: str, value: Json) -> None:
    card = v3()
    cast("dict[str, Json]", card["data"])[key] = [value]
    with pytest.raises(BadInput, match=f"data.{key}: must be text"):
        the_one(raw(card), "a.json")


def test_a_changed_field_is_changed_in_the_card_and_nothing_else() -> None:
    other = V2.model_copy(update={"description": "Now retired.", "age": 60})
    card = exported(other, FileFormat.CARD_V2)
    data = cast("dict[str, Json]", card["data"])
    assert data.pop("description") == "Now retired."
    extensions = cast("dict[str, Json]", data.pop("extensions"))
    assert extensions.pop("troupe") == {"persona": {"age": 60}}
    assert extensions == DATA["extensions"]
    assert data == {k: v for k, v in DATA.items() if k not in ("description", "extensions")}


def test_what_another_tool_changes_in_our_card_stands() -> None:
    gerda = library()["gerda-vollmann"]
    card = exported(gerda, FileFormat.CARD_V3)
    data = cast("dict[str, Json]", card["data"])
    data["personality"] = "suddenly cheerful"
    data["first_mes"] = "Good day, {{user}}."
    changed = the_one(raw(card), "a.json")
    assert changed.personality.traits == ("suddenly cheerful",)
    assert changed.personality.big_five == gerda.personality.big_five
    assert changed.sayings["greeting"] == ("Good day.",)
    assert changed.sayings["thanks"] == gerda.sayings["thanks"]
    same = {"beliefs", "lore", "voice", "age"}
    assert {k: changed.document[k] for k in same} == {k: gerda.document[k] for k in same}
    assert "description" not in changed.document


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (png(text("chara", packed(v2()))), Format.CARD_V2),
        (png(text("chara", packed(v2())), text("ccv3", packed(v3()))), Format.CARD_V3),
        (png(itext("ccv3", packed(v3()))), Format.CARD_V3),
        (png(itext("chara", packed(v2()), squeezed=True)), Format.CARD_V2),
        (png(text("chara", raw(v2()))), Format.CARD_V2),
        (png(text("chara", packed(v2()).rstrip(b"="))), Format.CARD_V2),
        (png(text("comment", b"x"), text("ccv3", b"%%%"), text("chara", packed(v2()))), Format.CARD_V2),
        (charx({"card.json": raw(v3()), "pics/asla.png": png()}), Format.CARD_V3),
    ],
)
def test_cards_come_in_pictures_and_archives(content: bytes, wanted: Format) -> None:
    imported = read_people(content, "whatever.bin")
    assert imported.format is wanted
    assert imported.personas[0].name == "Aslaug Skarv"
    assert imported.picture == FACE


def test_a_wrong_check_sum_is_said_and_forgiven() -> None:
    damaged = chunk(b"tEXt", b"chara\0" + packed(v2()), sum_of=b"other")
    assert any("check sum" in note for note in read_people(png(damaged), "a.png").notes)


def test_what_is_left_out_is_said() -> None:
    archive = charx(
        {"card.json": raw(v3()), "pics/asla.png": png(), "assets/song.mp3": b"x", "module.risum": b"y"}
    )
    assert any(note.startswith("2 other files") for note in read_people(archive, "a.charx").notes)
    huge = png(text("chara", packed(v2())), width=60_000, height=60_000)
    imported = read_people(huge, "a.png")
    assert imported.picture is None
    assert any("too large" in note for note in imported.notes)


def test_a_picture_keeps_its_pixels_and_gets_both_cards() -> None:
    file = export(V3, FileFormat.PNG, png(text("chara", b"old"), text("author", b"me")))
    assert set(texts(file.content, ("chara", "ccv3", "author"))) == {"chara", "ccv3", "author"}
    assert read_people(file.content, file.name).picture == FACE
    with pytest.raises(BadInput, match="picture"):
        export(V3, FileFormat.PNG)
    with pytest.raises(BadInput, match="is not a PNG picture"):
        export(V3, FileFormat.PNG, b"GIF89a")


def test_a_long_lorebook_becomes_json_where_yaml_would_be_too_long() -> None:
    entries: list[Json] = [{"keys": [f"k{i}"], "content": "long " * 60} for i in range(1000)]
    long = the_one(raw(v2(character_book={"entries": entries})), "a.json")
    file = export_ours(long)
    assert file.name.endswith(".json")
    assert the_one(file.content, file.name) == long


def test_whatever_is_written_can_be_read_back_however_long() -> None:
    entries: list[Json] = [{"keys": [f"房{i}"], "content": "租客与房东" * 60} for i in range(1900)]
    source = json.dumps(
        v2(character_book={"entries": entries}), ensure_ascii=False, separators=(",", ":")
    ).encode()
    long = the_one(source, "a.json")
    assert len(source) > 1_700_000
    for written_as in (FileFormat.JSON, FileFormat.CARD_V2, FileFormat.PNG, FileFormat.CHARX):
        file = export(long, written_as, png())
        assert the_one(file.content, file.name) == long
    with pytest.raises(BadInput, match="too long for yaml: it could not be read back"):
        export(long, FileFormat.YAML)


def test_a_file_may_hold_a_list_of_people() -> None:
    both = read_people(raw([v2(), {"name": "Bo"}, {"type": "TinyPerson", "persona": {"name": "Cy"}}]), "a.json")
    assert [persona.name for persona in both.personas] == ["Aslaug Skarv", "Bo", "Cy"]
    with pytest.raises(BadInput) as caught:
        read_people(raw([{"name": "Bo"}, {"name": "Cy", "age": "old"}]), "a.json")
    assert caught.value.field == "[1].age"


def refused(content: bytes, name: str = "a.json") -> BadInput:
    with pytest.raises(BadInput) as caught:
        read_people(content, name)
    assert str(caught.value).startswith(f"{name}: ")
    assert len(str(caught.value).splitlines()) == 1
    return caught.value


@pytest.mark.parametrize(
    ("card", "field", "said"),
    [
        (v2(name=None), "data.name", "is missing"),
        (v2(name=" "), "data.name", "must not be empty"),
        (v2(name=3), "data.name", "must be text, not 3"),
        (v3(description=["x"]), "data.description", "must be text, not a list"),
        (v2(mes_example={}), "data.mes_example", "must be text, not an object"),
        ({"spec": "chara_card_v2", "data": []}, "data", "must be an object"),
        ({"spec": "chara_card_v3"}, "data", "is missing"),
        ({"spec": "lorebook_v3", "data": {"entries": []}}, "spec", "is a lorebook"),
        (v2(character_book={"entries": [1]}), "data.character_book.entries[0]", "must be an object"),
        (
            v2(character_book={"entries": [{"keys": {}, "content": "x"}]}),
            "data.character_book.entries[0].keys",
            "must be a list of words",
        ),
        (
            v2(character_book={"entries": [{"keys": ["k"], "content": "x", "insertion_order": "first"}]}),
            "data.character_book.entries[0].insertion_order",
            "must be a number",
        ),
        (
            v2(character_book={"entries": TOO_MANY}),
            "data.character_book.entries",
            "has more than 2000 entries",
        ),
        (v2(extensions={"troupe": 1}), "data.extensions.troupe", "must be an object"),
        (v2(extensions={"troupe": {"persona": []}}), "data.extensions.troupe.persona", "must be an object"),
        (
            v2(extensions={"troupe": {"persona": {"age": "x"}}}),
            "data.extensions.troupe.persona.age",
            "must be a whole number",
        ),
    ],
)
def test_what_is_wrong_in_a_card_is_said_by_its_path(card: dict[str, Json], field: str, said: str) -> None:
    for content, name in ((raw(card), "a.json"), (png(text("ccv3", packed(card))), "a.png")):
        error = refused(content, name)
        assert error.field == field
        assert said in str(error)


def test_a_file_holds_one_where_one_is_wanted() -> None:
    one = Imported(Format.OURS, (V2,))
    assert one.one() == V2
    with pytest.raises(ValueError, match="holds 2 people"):
        Imported(Format.OURS, (V2, V3)).one()


@pytest.mark.parametrize("kept", [{"nickname": False}, {"character_book": {"entries": [1]}}, {"creator": ["x"]}])
def test_what_a_hand_wrote_as_kept_of_a_card_is_written_all_the_same(kept: dict[str, Json]) -> None:
    document: dict[str, Json] = {"name": "Bo", "card": {"rest": {"spec": "chara_card_v3", "data": dict(kept)}}}
    persona = parse_persona(document, "x.json")
    file = export(persona, FileFormat.CARD_V3)
    assert the_one(file.content, file.name) == persona


@pytest.mark.parametrize(
    "examples",
    [
        "<START>\n**{{char}}:** Mind the third step.\n**{{user}}:** Why?",
        "{{user}}：为什么？\n{{char}}：Mind the third step.",
        "You: Why?\nMaren: Mind the third step.",
    ],
)
def test_a_voice_is_heard_however_a_tool_writes_who_speaks(examples: str) -> None:
    card = v2(name="Maren Lund", mes_example=examples)
    assert read_people(raw(card), "maren.json").one().voice == ("Mind the third step.",)


def test_a_card_is_found_under_a_capital_and_behind_a_photograph() -> None:
    assert read_people(png(text("Chara", packed(v2()))), "a.png").one().name
    behind = b"\xff\xd8\xff\xe0JFIF" + charx({"card.json": raw(v3())})
    assert read_people(behind, "a.jpeg").one().name
