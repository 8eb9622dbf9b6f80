"""Fragments: those that come with the house go with everyone, and merging keeps its rule."""

import json
from itertools import cycle, permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

import personas
from tests.unit.agent_files import Json
from tests.unit.agent_files import personas as documents
from troupe.core.errors import BadInput, NotFound
from troupe.people.documents.frozen_json import FrozenDict, freeze_object
from troupe.people.fragments.fragment import Fragment, fragment, merged, preview
from troupe.people.library.library import (
    export_yaml,
    fragments,
    library,
    load_fragment,
    read_fragment,
    read_persona,
    ref_of,
)
from troupe.people.persona.persona import Persona, content_hash

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


def test_fragments_come_with_the_house() -> None:
    assert len(PARTS) >= 6
    assert [path.stem for path in sorted(FOLDER.glob("*.yaml"))] == PARTS


@pytest.mark.parametrize("slug", PARTS)
def test_every_fragment_goes_with_everyone_and_takes_nothing_from_them(slug: str) -> None:
    added = load_fragment(slug)
    for who, persona in library().items():
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


def test_long_lists_are_looked_up_in_not_searched() -> None:
    many: list[Json] = [{"name": f"friend {number}"} for number in range(15_000)]
    once = merged({}, part(relationships=many)).document
    added = merged(once, part(relationships=[*many, {"name": "one more"}])).additions
    assert [addition.values for addition in added] == [(FrozenDict({"name": "one more"}),)]
    beliefs: list[Json] = [f"belief {number}" for number in range(4_000)]
    since = [f"{one}!" for one in beliefs]
    edited = ANA.with_fragment(part(beliefs=beliefs)).model_copy(update={"beliefs": since})
    assert edited.without_fragment("part").beliefs == edited.beliefs


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


def test_a_preview_tells_what_would_be_added_and_what_would_give_way() -> None:
    told = part(
        age=41,
        beliefs=["Rain is rest.", "Salt is law, and so on."],
        preferences={"likes": ["oats", "dawn"]},
        lore={"night": {"keys": ["dark"], "text": "It is long at this latitude."}},
    )
    assert preview(ANA.document, told) == (
        "~ age: 41 instead of 40",
        "+ beliefs: Salt is law, and so on.",
        "+ preferences.likes: oats, dawn",
        "+ lore.night.keys: dark",
        "+ lore.night.text: It is long at this latitude.",
    )
    assert preview(ANA.with_fragment(told).document, told) == ()


@pytest.mark.parametrize(("who", "slug"), list(zip(sorted(library()), cycle(PARTS), strict=False)))
def test_taking_out_what_was_merged_gives_the_very_document(who: str, slug: str) -> None:
    persona = library()[who]
    whole = persona.with_fragment(load_fragment(slug))
    again = read_persona(export_yaml(whole).encode(), "whole.yaml")
    assert again == whole
    assert again.without_fragment(slug) == persona
    assert len(export_yaml(whole)) < len(export_yaml(persona)) + 3 * len(str(load_fragment(slug).document))


@pytest.mark.parametrize("order", [*permutations(("night-shift-worker", "vegan-convert"))])
def test_two_fragments_can_be_taken_out_in_any_order(order: tuple[str, str]) -> None:
    gerda = library()["gerda-vollmann"]
    both = gerda.with_fragment(load_fragment("night-shift-worker")).with_fragment(load_fragment("vegan-convert"))
    one = both.without_fragment(order[0])
    alone = gerda.with_fragment(load_fragment(order[1]))
    assert one.model_copy(update={"merges": None}) == alone.model_copy(update={"merges": None})
    assert one.without_fragment(order[1]) == gerda


def test_what_was_changed_since_stays_and_the_rest_goes() -> None:
    whole = ANA.with_fragment(part(age=41, gender="male", beliefs=["Salt is law."], skills=["knots"]))
    beliefs = ["Bread is law.", "Salt is law.", "Tea first."]
    edited = whole.model_copy(update={"age": 50, "beliefs": beliefs, "style": "Dry."})
    back = edited.without_fragment("part")
    assert (back.age, back.gender, back.style) == (50, "", "Dry.")
    assert back.beliefs == ("Bread is law.", "Tea first.")
    assert not {"skills", "gender", "fragments", "merges"} & set(back.document)


def test_a_newer_version_of_a_fragment_takes_the_place_of_the_older() -> None:
    older = ANA.with_fragment(part(age=41, beliefs=["Salt is law."]))
    newer = older.with_fragment(part(age=42, skills=["knots"]))
    assert newer == ANA.with_fragment(part(age=42, skills=["knots"]))


def test_a_scalar_of_two_fragments_falls_back_to_the_other_ones() -> None:
    both = ANA.with_fragment(fragment("one", {"age": 41})).with_fragment(fragment("two", {"age": 42}))
    assert both.without_fragment("one").age == 42
    assert both.without_fragment("two").age == 41
    assert both.without_fragment("one").without_fragment("two") == ANA


def test_what_two_fragments_bring_goes_with_the_last_of_them() -> None:
    told: dict[str, Json] = {"skills": ["knots"], "habits": {"general": ["hums"]}}
    both = ANA.with_fragment(fragment("one", told)).with_fragment(fragment("two", told))
    assert both.without_fragment("one").skills == ("knots",)
    assert both.without_fragment("two").skills == ("knots",)
    assert both.without_fragment("one").without_fragment("two") == ANA
    assert both.without_fragment("two").without_fragment("one") == ANA


def test_what_was_never_merged_cannot_be_taken_out() -> None:
    with pytest.raises(NotFound, match="is not merged"):
        ANA.without_fragment("part")
    unrecorded = ANA.model_copy(update={"fragments": ["part"]})
    with pytest.raises(BadInput, match="not kept"):
        unrecorded.without_fragment("part")


@given(documents(), documents(), documents())
@settings(max_examples=60, deadline=None)
def test_taking_out_is_exact_for_any_documents(
    one: dict[str, Json], other: dict[str, Json], third: dict[str, Json]
) -> None:
    persona = Persona.model_validate(one)
    parts = [
        fragment(slug, {key: value for key, value in told.items() if key != "name"})
        for slug, told in (("a", other), ("b", third))
    ]
    try:
        with_a = persona.with_fragment(parts[0])
        both = with_a.with_fragment(parts[1])
        with_b = persona.with_fragment(parts[1])
    except (BadInput, ValidationError):
        return
    stored = Persona.model_validate(json.loads(json.dumps(both.model_dump(mode="json"))))
    assert stored.without_fragment("b") == with_a
    assert stored.without_fragment("b").without_fragment("a") == persona
    assert stored.without_fragment("a").without_fragment("b") == persona
    assert with_b.without_fragment("b") == persona
