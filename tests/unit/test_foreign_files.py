"""Files of other tools are read for what they hold, and what was left out or taken for something is told."""

import json
from pathlib import Path

import pytest
from pydantic import JsonValue
from typer.testing import CliRunner

from bot.cli.troupe_command import app
from troupe.core.errors import BadInput
from troupe.people.library.file_importing import Format, read_people, without_nulls
from troupe.people.population.files.population_loading import read_population


def card(**fields: JsonValue) -> bytes:
    data: dict[str, JsonValue] = {"name": "Bo", "first_mes": "Hello.", **fields}
    return json.dumps({"spec": "chara_card_v2", "spec_version": "2.0", "data": data}).encode()


@pytest.mark.parametrize(
    ("raw", "left", "count"),
    [
        (rb'"a\u0000b"', b'"ab"', 1),
        (rb'"\u0000\u0000"', b'""', 2),
        (rb'"a\\u0000"', rb'"a\\u0000"', 0),
        (rb'"a\\\u0000"', rb'"a\\"', 1),
        (rb'"\u00001"', b'"1"', 1),
    ],
)
def test_null_characters_are_left_out_and_counted(raw: bytes, left: bytes, count: int) -> None:
    assert without_nulls(raw) == (left, count)


def test_a_file_with_null_characters_is_read_with_a_note() -> None:
    imported = read_people(
        rb'{"persona": {"name": "Jos\u0000e", "age": 30, "style": "\u0000calm"}}', "x.agent.json"
    )
    assert imported.personas[0].name == "Jose"
    assert imported.notes == ("2 null characters were left out",)


def test_a_card_with_its_fields_at_the_top_is_read_as_such_a_card() -> None:
    fields = {"name": "Bo", "description": "d", "first_mes": "hi", "mes_example": "", "personality": "p"}
    imported = read_people(
        json.dumps({"spec": "chara_card_v3", "spec_version": "3.0", **fields}).encode(), "c.json"
    )
    assert imported.personas[0].description == "d"
    assert imported.format is Format.CARD_V1
    assert any("fields at the top" in note for note in imported.notes)


def test_a_long_line_of_the_examples_is_shortened_at_a_sentence_and_told() -> None:
    imported = read_people(card(mes_example="<START>\n{{char}}: " + "That is how it was, I say. " * 30), "c.json")
    (line,) = imported.personas[0].voice
    assert 300 < len(line) <= 400
    assert line.endswith("I say.")
    assert any("1 lines longer than 400" in note for note in imported.notes)


def test_examples_that_never_say_who_speaks_are_taken_and_told() -> None:
    imported = read_people(card(mes_example="I never liked Mondays.\nNobody does."), "c.json")
    assert imported.personas[0].voice == ("I never liked Mondays.", "Nobody does.")
    assert any("says nowhere who speaks" in note for note in imported.notes)


def test_examples_in_which_only_others_speak_are_told() -> None:
    imported = read_people(card(mes_example="{{user}}: Are you there?"), "c.json")
    assert imported.personas[0].voice == ("Hello.",)
    assert any("nothing in it is said by the person; the voice was taken" in note for note in imported.notes)


@pytest.mark.parametrize(
    ("tool", "document"),
    [
        ("Pygmalion", {"char_name": "Bo", "char_persona": "A keeper.", "example_dialogue": "Bo: Mind the step."}),
        ("Agnai", {"name": "Bo", "persona": {"kind": "text", "attributes": {"text": ["A keeper."]}}, "sampleChat": "Bo: Mind the step."}),  # noqa: E501
        ("Backyard", {"character": {"aiName": "Bo", "aiPersona": "A keeper.", "customDialogue": "#{{char}}: Mind the step."}}),  # noqa: E501
        ("Character.AI", {"name": "Bo", "description": "A keeper.", "greeting": "Hi.", "definition": "{{char}}: Mind the step."}),  # noqa: E501
    ],
)  # fmt: skip
def test_characters_of_other_tools_come_with_their_voice(tool: str, document: dict[str, JsonValue]) -> None:
    imported = read_people(json.dumps(document).encode(), "c.json")
    assert imported.one().name == "Bo"
    assert "A keeper." in imported.one().description
    assert imported.one().voice == ("Mind the step.",)
    assert f"read as a character of {tool}" in imported.notes


@pytest.mark.parametrize(
    "fields",
    [
        {"mes_example": "<START>\n<b>[{{char}}]</b>: Mind&nbsp;the <i>step</i>."},
        {"mes_example": "## Ida (whispers): Mind the step.", "name": "Sister Ida Maria Holm"},
        {"mes_example": "", "first_mes": "*looks up* “Mind the step.” *goes*"},
        {"first_mes": "*looks up* Mind the step. *goes*"},
    ],
)
def test_a_voice_is_heard_through_markup_or_taken_from_the_greeting(fields: dict[str, JsonValue]) -> None:
    assert read_people(card(**fields), "c.json").one().voice == ("Mind the step.",)


def test_two_people_of_one_name_in_a_folder_are_both_brought_in(tmp_path: Path) -> None:
    for folder in ("a", "b", "c"):
        (tmp_path / "from" / folder).mkdir(parents=True)
        (tmp_path / "from" / folder / "ana.json").write_text(json.dumps({"name": "Ana Lima", "style": folder}))
    result = CliRunner().invoke(app, ["persona", "import", str(tmp_path / "from"), "--to", str(tmp_path / "to")])
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in (tmp_path / "to").iterdir()) == [
        "ana-lima-2.yaml",
        "ana-lima-3.yaml",
        "ana-lima.yaml",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"type": "TinyPerson", "persona": {"name": "Ana"}}, "is a person, not a population"),
        ({"name": "Ana", "age": 3}, "is a person, not a population"),
        ({"type": "Fragment", "persona": {}}, "is a fragment, not a population"),
        ({"spec": "chara_card_v2", "data": {}}, "is a character card, not a population"),
        ({"title": "T", "sections": []}, "is a discussion guide, not a population"),
    ],
)
def test_a_file_that_is_no_population_is_called_what_it_is(content: dict[str, JsonValue], words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read_population(json.dumps(content).encode(), "x.json")
