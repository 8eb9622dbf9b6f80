"""A persona has a size: every door refuses a larger one with a line that names the field, and one that is kept
already still plays."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from tests.unit.cards import charx, packed, png, raw, text
from tests.unit.minds import lisa, said, scene, turn
from troupe.core.errors import BadInput
from troupe.llm.scripted_model import Scripted
from troupe.minds.mind import Mind
from troupe.minds.prompt.portrait import portrait
from troupe.people.documents.document_text import MAX_YAML_TEXT, parse_document
from troupe.people.documents.frozen_json import NotJson
from troupe.people.documents.size_limits import LONGEST_FIELD, LONGEST_TOLD, require_size
from troupe.people.editing.field_editing import edited
from troupe.people.fragments.fragment import fragment
from troupe.people.library.file_importing import read_people
from troupe.people.library.persona_parsing import parse_persona, read_fragment
from troupe.people.persona.persona import Persona
from troupe.people.population.files.population_loading import read_population


def bomb(times: int = 60, length: int = 9_000, field: str = "beliefs") -> str:
    """A short YAML file in which one text is repeated by aliases of aliases."""
    inner = ", ".join(["*a"] * 9)
    outer = ", ".join(["*b"] * times)
    return f"name: Bo\nx1: &a {'word ' * (length // 5)}\nx2: &b [{inner}]\n{field}: [{outer}]\n"


def test_an_alias_bomb_is_counted_as_often_as_it_is_referred_to() -> None:
    content = bomb().encode()
    assert len(content) < 70_000
    with pytest.raises(NotJson, match=f"stands for more than {MAX_YAML_TEXT} characters") as caught:
        parse_document(content, yaml_syntax=True)
    assert caught.value.path.startswith("beliefs[")


def test_few_aliases_are_read() -> None:
    document = "name: Bo\nbeliefs: [&a Tea is best., *a]\nskills: *a"
    assert read_people(document.encode(), "bo.yaml").one().beliefs == ("Tea is best.", "Tea is best.")


def test_a_merge_key_is_refused_and_a_quoted_one_is_a_field() -> None:
    with pytest.raises(BadInput, match="<<: is a merge key") as caught:
        read_people(b"base: &b {age: 3}\nname: Bo\nhealth:\n  <<: *b\n", "bo.yaml")
    assert caught.value.field == "health.<<"
    assert '"<<"' not in read_people(b'"<<": hm\nname: Bo\n', "bo.yaml").one().name


@pytest.mark.parametrize(
    ("fields", "path", "said_of_it"),
    [
        ({"beliefs": ["fine", "x" * (LONGEST_FIELD + 1)]}, "beliefs[1]", "a text has at most 32,000"),
        ({"odd": {"deep": {"er": "x" * (LONGEST_FIELD + 1)}}}, "odd.deep.er", "a text has at most"),
        ({"beliefs": ["x" * 1_000] * 70}, "beliefs", "too long to be told"),
        ({f"field {n}": "x" * 1_000 for n in range(80)}, "field", "at most 64,000 may be"),
        ({"skills": [""] * 40_000}, "skills", "too long to be told"),
        ({"k" * 30_000: {"q" * 30_000: 1, "r" * 30_000: 2}}, "k" * 40, "too long to be told"),
        ({"age": 30, "luck": -(10**101)}, "luck", "too large to be kept"),
        ({"lore": {"a": "x" * 40_000}}, "lore.a", "a text has at most"),
    ],
)
def test_what_is_too_large_is_named(fields: dict[str, Any], path: str, said_of_it: str) -> None:
    with pytest.raises(BadInput, match=said_of_it) as caught:
        parse_persona({"name": "Bo", **fields}, "bo.json")
    assert caught.value.field.startswith(path)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500


LONG = "x" * (LONGEST_FIELD + 1)
V2: dict[str, Any] = {"spec": "chara_card_v2", "spec_version": "2.0", "data": {"name": "Bo", "description": LONG}}
AGENT = {"type": "TinyPerson", "persona": {"name": "Bo", "style": LONG}}


@pytest.mark.parametrize(
    ("content", "filename", "path"),
    [
        (json.dumps(AGENT).encode(), "bo.agent.json", "persona.style"),
        (yaml.safe_dump({"name": "Bo", "style": LONG}).encode(), "bo.yaml", "style"),
        (json.dumps([{"name": "Al"}, {"name": "Bo", "style": LONG}]).encode(), "two.json", "[1].style"),
        (json.dumps(V2).encode(), "bo.json", "description"),
        (png(text("chara", packed(V2))), "bo.png", "description"),
        (charx({"card.json": raw(V2)}), "bo.charx", "description"),
        (json.dumps({"type": "Fragment", "persona": {"style": LONG}}).encode(), "f.json", "persona.style"),
    ],
    ids=["tinytroupe", "yaml", "list", "card", "picture", "archive", "fragment"],
)
def test_every_file_is_refused_at_the_door(content: bytes, filename: str, path: str) -> None:
    with pytest.raises(BadInput, match="a text has at most") as caught:
        read_people(content, filename)
    assert path in caught.value.field


@pytest.mark.parametrize("read", [read_population, read_fragment])
def test_populations_and_fragments_are_read_by_the_same_rules(read: Callable[[bytes, str], object]) -> None:
    with pytest.raises(BadInput, match="once its aliases are written out"):
        read(bomb().encode(), "p.yaml")


def test_what_two_make_together_is_measured() -> None:
    half = ["x" * 1_000] * 40
    persona = parse_persona({"name": "Bo", "beliefs": half}, "bo.json")
    with pytest.raises(BadInput, match="at most 64,000") as caught:
        persona.with_fragment(fragment("big", {"beliefs": [f"{n}" + "y" * 1_000 for n in range(40)]}))
    assert caught.value.field == "beliefs"
    with pytest.raises(BadInput, match="at most 64,000"):
        edited(persona, "skills", "\n".join([f"{n}" + "z" * 700 for n in range(40)]))


def test_one_that_is_kept_already_is_read_and_its_portrait_cut() -> None:
    old = Persona.model_validate({"name": "Bo", "beliefs": ["I hold this view. " * 30_000]})
    told = portrait(old)
    assert LONGEST_TOLD - 100 < len(told) < LONGEST_TOLD + 100
    assert told.startswith("# Who you are\nYou are Bo.")
    with pytest.raises(BadInput, match=r"beliefs\[0\]: has 540,000 characters"):
        require_size(old.document)


async def test_a_turn_notes_that_the_portrait_was_cut() -> None:
    of = scene(said(1, "Ana", "Lisa?"), persona=lisa(odd=["word " * 5_000] * 20))
    answer: dict[str, Any] = {"floor": "speak", "actions": [{"type": "TALK", "content": "Yes."}], "state": {}}
    outcome = await Mind(Scripted({("lisa", "turn"): [answer]})).decide(turn(of))
    assert "portrait was cut" in str(outcome.provenance.parameters["notes"])
