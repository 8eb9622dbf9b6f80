"""Fragments: those that come with the house go with everyone, and merging keeps its rule."""

from pathlib import Path

import pytest
from hypothesis import given

import personas
from tests.unit.agent_files import Json
from tests.unit.agent_files import personas as documents
from troupe.errors import BadInput, NotFound
from troupe.people.fragment import Fragment, fragment, merged
from troupe.people.frozen_json import freeze_object
from troupe.people.library import (
    export_yaml,
    fragments,
    library,
    load_fragment,
    read_fragment,
    read_persona,
    ref_of,
)
from troupe.people.persona import Persona, content_hash

FOLDER = Path(personas.__file__).parent / "fragments"
PARTS = sorted(fragments())

ANA = Persona.model_validate(
    {
        "name": "Ana",
        "age": 40,
        "style": None,
        "beliefs": ["Bread is law.", "Rain is rest."],
        "preferences": {"likes": ["rye"]},
        "relationships": [{"name": "Ole", "description": "Your brother."}],
    }
)


def part(**fields: Json) -> Fragment:
    return fragment("part", fields)


def test_two_fragments_come_with_the_house() -> None:
    assert len(PARTS) >= 2
    assert [path.stem for path in sorted(FOLDER.glob("*.yaml"))] == PARTS


@pytest.mark.parametrize("slug", PARTS)
@pytest.mark.parametrize("who", sorted(library()))
def test_every_fragment_goes_with_everyone_and_takes_nothing_from_them(who: str, slug: str) -> None:
    persona, added = library()[who], load_fragment(slug)
    whole, conflicts = persona.merged_with(added)
    assert not conflicts
    assert whole.name == persona.name
    assert whole.fragments == (slug,)
    assert whole.beliefs[: len(persona.beliefs)] == persona.beliefs
    assert len(whole.beliefs) > len(persona.beliefs)
    assert len(whole.lore) > len(persona.lore)
    assert set(persona.behaviors.routines) <= set(whole.behaviors.routines)
    assert whole.with_fragment(added) == whole
    assert content_hash(whole) != content_hash(persona)
    assert ref_of(whole, who).fragments == (slug,)
    assert read_persona(export_yaml(whole).encode(), "whole.yaml") == whole


def test_lists_are_united_in_order() -> None:
    whole = ANA.with_fragment(part(beliefs=["Rain is rest.", "Salt is law."]))
    assert whole.beliefs == ("Bread is law.", "Rain is rest.", "Salt is law.")


def test_objects_merge_and_what_is_absent_or_null_is_taken_over() -> None:
    whole, conflicts = ANA.merged_with(part(style="Dry.", preferences={"likes": ["oats"], "dislikes": ["haste"]}))
    assert (whole.style, whole.preferences.likes, whole.preferences.dislikes) == (
        "Dry.",
        ("rye", "oats"),
        ("haste",),
    )
    assert not conflicts
    assert ANA.with_fragment(part(age=None)).age == 40


def test_of_two_scalars_the_fragments_stands_and_is_reported() -> None:
    whole, conflicts = ANA.merged_with(part(age=41))
    assert whole.age == 41
    assert [str(conflict) for conflict in conflicts] == ["age: 41 instead of 40"]


def test_two_of_the_same_name_become_one() -> None:
    told: list[Json] = [{"name": "Ole", "age": 9}, {"name": "Una", "description": "Your aunt."}]
    whole = ANA.with_fragment(part(relationships=told))
    assert [known.name for known in whole.relationships] == ["Ole", "Una"]
    assert whole.relationships[0].description == "Your brother. age: 9"


@pytest.mark.parametrize("beliefs", ["Bread is law.", {"first": "Bread"}, 3])
def test_different_shapes_are_refused_by_their_path(beliefs: Json) -> None:
    with pytest.raises(BadInput, match="beliefs") as caught:
        ANA.with_fragment(part(beliefs=beliefs))
    assert caught.value.field == "beliefs"


@pytest.mark.parametrize("field", ["name", "fragments", "agent_file"])
def test_a_fragment_does_not_say_who_someone_is(field: str) -> None:
    with pytest.raises(BadInput, match=f"{field} is no part of a fragment"):
        fragment("part", {field: "x"})


@given(documents(), documents())
def test_merging_twice_is_merging_once(one: dict[str, Json], other: dict[str, Json]) -> None:
    added = fragment("part", {key: value for key, value in other.items() if key not in {"name", "fragments"}})
    document = freeze_object(one)
    try:
        once = merged(document, added).document
    except BadInput:
        return
    again = merged(once, added)
    assert again.document == once
    assert not again.changes_anything
    assert merged(document, fragment("nothing", {})).document == document


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("type: Fragment", "persona"),
        ("persona: {}", "type"),
        ("type: Fragment\npersona: {age: old}", "persona.age"),
        ("type: Fragment\npersona: {name: Ana}", "persona.name"),
    ],
)
def test_a_file_that_is_no_fragment_is_refused(text: str, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_fragment(text.encode(), "some.yaml")
    assert caught.value.field == field


def test_an_unknown_fragment_is_told_which_there_are() -> None:
    with pytest.raises(NotFound, match="night-shift-worker, vegan-convert"):
        load_fragment("night-shift")
