"""The persona: any shape read, nothing lost, nothing changed afterwards."""

import copy
import json
import pickle

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from tests.unit.agent_files import Json, agent_files, personas
from troupe.core.frozen import Frozen
from troupe.people.documents.frozen_json import FrozenDict
from troupe.people.library.library import export_json, export_yaml, parse_persona, read_persona, to_agent_file
from troupe.people.persona.persona import Persona, content_hash

NOTHING_BUT_A_NAME = {"name": "Ada"}


@given(agent_files())
@settings(max_examples=60, deadline=None)
def test_every_agent_file_comes_out_as_it_went_in(document: dict[str, Json]) -> None:
    persona = parse_persona(document, "x.json")
    assert to_agent_file(persona) == document
    assert json.loads(export_json(persona)) == document


@given(agent_files())
@settings(max_examples=60, deadline=None)
def test_a_persona_survives_json_yaml_and_the_database(document: dict[str, Json]) -> None:
    persona = parse_persona(document, "x.json")
    assert read_persona(export_json(persona).encode(), "x.json") == persona
    assert read_persona(export_yaml(persona).encode(), "x.yaml") == persona
    stored = json.loads(json.dumps(persona.model_dump(mode="json")))
    assert Persona.model_validate(stored) == persona
    assert content_hash(Persona.model_validate(stored)) == content_hash(persona)


@given(personas())
@settings(max_examples=40, deadline=None)
def test_a_persona_of_ours_needs_no_envelope(document: dict[str, Json]) -> None:
    persona = parse_persona(document, "x.yaml")
    assert persona.model_dump() == document
    assert to_agent_file(persona) == {"type": "TinyPerson", "persona": document}


def test_only_the_name_is_required() -> None:
    persona = Persona.model_validate(NOTHING_BUT_A_NAME)
    assert (persona.age, persona.talkativeness, persona.languages, persona.synthetic) == (None, 0.5, (), True)
    with pytest.raises(ValidationError):
        Persona.model_validate({"age": 3})


def test_the_same_thing_said_in_other_shapes_reads_the_same() -> None:
    plain = Persona.model_validate({"name": "A", "skills": ["Python: good", "Go: bad"], "occupation": "baker"})
    object_ = {"name": "A", "skills": {"Python": "good", "Go": "bad"}, "occupation": {"title": "baker"}}
    assert Persona.model_validate(object_).skills == plain.skills
    assert Persona.model_validate(object_).occupation == plain.occupation
    people = [
        [{"name": "Bo", "description": "a friend"}],
        {"Bo": "a friend"},
        {"name": "Bo", "description": "a friend"},
    ]
    for known in people:
        (bo,) = Persona.model_validate({"name": "A", "relationships": known}).relationships
        assert (bo.name, bo.description) == ("Bo", "a friend")
    assert Persona.model_validate({"name": "A", "relationships": ["Bo"]}).relationships[0].name == "Bo"


def test_objects_and_numbers_where_text_is_expected_become_text() -> None:
    persona = Persona.model_validate(
        {"name": "A", "health": {"eyes": "weak", "knees": None}, "residence": 12, "style": ["dry", "short"]}
    )
    assert (persona.health, persona.residence, persona.style) == ("eyes: weak", "12", "dry; short")


def test_headings_of_their_own_are_kept_apart() -> None:
    persona = Persona.model_validate(
        {
            "name": "A",
            "preferences": {"likes": ["tea"], "books": ["maps"]},
            "behaviors": {"general": ["hums"], "routines": {"morning": ["wakes"]}, "travel": "by train"},
        }
    )
    assert (persona.preferences.likes, dict(persona.preferences.more)) == (("tea",), {"books": ("maps",)})
    assert persona.behaviors.general == ("hums",)
    assert dict(persona.behaviors.routines) == {"morning": ("wakes",)}
    assert dict(persona.behaviors.more) == {"travel": ("by train",)}


def test_lore_is_keyed_by_its_heading_too() -> None:
    persona = Persona.model_validate(
        {"name": "A", "lore": {"sea": {"keys": ["boat"], "text": "grey"}, "cats": "all of them"}}
    )
    assert [(entry.keys, entry.text) for entry in persona.lore] == [
        (("sea", "boat"), "grey"),
        (("cats",), "all of them"),
    ]


def test_null_means_not_given() -> None:
    document = {
        "name": "A",
        "talkativeness": None,
        "tests": None,
        "occupation": None,
        "lore": None,
        "rating": None,
    }
    persona = Persona.model_validate(document)
    assert (persona.talkativeness, persona.lore, persona.occupation.title) == (0.5, (), "")
    assert persona.model_dump() == document


def test_nothing_in_it_can_be_changed() -> None:
    persona = Persona.model_validate({"name": "A", "x": {"y": [1]}, "preferences": {"books": ["b"]}})
    with pytest.raises(ValidationError):
        persona.name = "B"  # pyright: ignore[reportAttributeAccessIssue]
    inner = persona.document["x"]
    assert isinstance(inner, FrozenDict)
    for change in (
        lambda: inner.__setitem__("y", 2),
        lambda: inner.update({"y": 2}),
        inner.clear,
        lambda: inner.pop("y"),
        inner.popitem,
        lambda: inner.setdefault("z", 1),
        lambda: inner.__delitem__("y"),
        lambda: inner.__ior__({"y": 2}),
    ):
        with pytest.raises(TypeError):
            change()
    assert inner["y"] == (1,)
    persona.model_dump()["x"] = 5
    assert persona.document["x"] == {"y": (1,)}


def test_what_it_was_made_from_may_change_without_it() -> None:
    source: dict[str, list[int]] = {"y": [1]}
    persona = Persona.model_validate({"name": "A", "x": source})
    source["y"].append(2)
    assert persona.model_dump()["x"] == {"y": [1]}


def test_equal_personas_hash_alike_and_can_be_copied_and_pickled() -> None:
    one = Persona.model_validate({"name": "A", "x": {"y": [1]}})
    other = Persona.model_validate({"x": {"y": [1]}, "name": "A"})
    assert one == other
    assert len({one, other, copy.deepcopy(one), pickle.loads(pickle.dumps(one))}) == 1
    assert content_hash(one) == content_hash(other)
    assert content_hash(one) != content_hash(Persona.model_validate({"name": "A", "x": {"y": [2]}}))


def test_a_copy_with_changes_is_read_and_checked_again() -> None:
    persona = Persona.model_validate({"name": "A", "x": 1})
    older = persona.model_copy(update={"age": "40"})
    assert (older.age, older.model_dump()) == (40, {"name": "A", "x": 1, "age": "40"})
    with pytest.raises(ValidationError):
        persona.model_copy(update={"age": "old"})


def test_it_travels_inside_other_models() -> None:
    class Holder(Frozen):
        persona: Persona

    holder = Holder(persona=Persona.model_validate({"name": "A", "x": {"y": [1.5]}}))
    assert Holder.model_validate_json(holder.model_dump_json()) == holder
    assert Holder.model_validate(holder.model_dump()) == holder


@pytest.mark.parametrize("age", [0, 28, "28", " 28 ", 28.0, 150])
def test_ages_may_be_numbers_or_their_text(age: object) -> None:
    persona = Persona.model_validate({"name": "A", "age": age})
    assert persona.age == int(float(str(age)))
    assert persona.model_dump()["age"] == age
