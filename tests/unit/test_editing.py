"""Editing one field: what is typed becomes the field, what is shown can be typed back, nothing else changes."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.agent_files import Json, personas
from troupe.authoring.persona_enriching import changes
from troupe.core.errors import BadInput
from troupe.people.editing.field_editing import editable_fields, edited, field_text
from troupe.people.editing.field_text import Form, read_items, read_people, shown_items, shown_people
from troupe.people.library.library import library, parse_persona
from troupe.people.persona.persona import Persona
from troupe.people.persona.typed_parts import Relationship

ANA = Persona.model_validate(
    {
        "name": "Ana",
        "age": 40,
        "languages": ["Greek", "English"],
        "beliefs": ["Bread, once broken, is shared.", "Rain is rest."],
        "occupation": "baker",
        "personality": {"big_five": {"openness": "High."}, "x": 1},
        "preferences": {"likes": ["rye"], "books": ["maps"]},
        "behaviors": {"routines": {"morning": ["Wakes."]}},
        "relationships": [{"name": "Ole", "description": "Your brother."}],
        "lore": {"sea": {"keys": ["boat"], "text": "Grey.", "order": 3}},
        "income": "low",
        "odd": {"a": 1},
    }
)


PARENTS = {
    *("personality.big_five", "behaviors.routines", "behaviors", "preferences", "sayings", "avatar", "lore"),
    *("occupation", "personality", "tests"),
}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("age", "41", {"age": 41}),
        ("name", " Anna ", {"name": "Anna"}),
        ("languages", "Greek, German", {"languages": ["Greek", "German"]}),
        ("languages", "Greek\nGerman\n\n", {"languages": ["Greek", "German"]}),
        ("languages", "+ German", {"languages": ["Greek", "English", "German"]}),
        ("languages", "- greek", {"languages": ["English"]}),
        ("languages", "- Greek\n+ Turkish", {"languages": ["English", "Turkish"]}),
        ("languages", "• Greek\n• Turkish", {"languages": ["Greek", "Turkish"]}),
        ("beliefs", "Yes, no, maybe.", {"beliefs": ["Yes, no, maybe."]}),
        ("beliefs", "- One.\n- Two.", {"beliefs": ["One.", "Two."]}),
        ("occupation.title", "cook", {"occupation": {"title": "cook"}}),
        ("occupation.organization", "Acme", {"occupation": {"title": "baker", "organization": "Acme"}}),
        (
            "personality.big_five.openness",
            "Low.",
            {"personality": {"big_five": {"openness": "Low."}, "x": 1}},
        ),
        ("preferences.books", "- maps", {"preferences": {"likes": ["rye"]}}),
        (
            "behaviors.routines.evening",
            "Reads.",
            {"behaviors": {"routines": {"morning": ["Wakes."], "evening": ["Reads."]}}},
        ),
        (
            "relationships",
            "+ Mia: Your aunt: the loud one.",
            {
                "relationships": [
                    {"name": "Ole", "description": "Your brother."},
                    {"name": "Mia", "description": "Your aunt: the loud one."},
                ]
            },
        ),
        ("relationships", "- ole", {}),
        (
            "lore.sea",
            "ship\nBlue.",
            {"lore": {"sea": {"keys": ["ship"], "text": "Blue.", "order": 3}}},
        ),
        ("lore.cats", "cat\nAll of them.", {"lore": {"cats": {"keys": ["cat"], "text": "All of them."}}}),
        ("talkativeness", "70%", {"talkativeness": 0.7}),
        ("talkativeness", "0,4", {"talkativeness": 0.4}),
        ("rating", "Teen", {"rating": "teen"}),
        ("income", "high", {"income": "high"}),
        ("age", "", {}),
    ],
)
def test_what_is_typed_becomes_the_field_and_only_that(path: str, text: str, expected: dict[str, Any]) -> None:
    after = edited(ANA, path, text).model_dump()
    top = path.split(".")[0]
    if top == "lore" and path != "lore.sea":
        expected["lore"] |= ANA.model_dump()["lore"]
    rest = {key: value for key, value in ANA.model_dump().items() if key != top}
    assert after == {**rest, **expected}


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        ("age", "old", 'age: takes a whole number from 0 to 150, such as 41, not "old"'),
        ("age", "200", "age: takes a whole number"),
        ("talkativeness", "7", "talkativeness: takes a number from 0"),
        ("rating", "x", "rating: takes everyone, teen or mature"),
        ("name", " ", "name: a person has a name"),
        ("languages", "- Welsh", 'languages: there is no "Welsh" to remove'),
        ("relationships", "- Bo", 'relationships: there is no "Bo" to remove'),
        ("relationships", ": x", "relationships: .* names nobody"),
        ("lore.sea", "only keys", "lore.sea: takes the keys"),
        ("belief", "x", "belief: there is no such field; did you mean beliefs"),
        ("title", "x", "did you mean occupation.title"),
        ("occupation", "x", "occupation: has parts, edit one of them: occupation.title"),
        ("odd", "x", "odd: there is no such field"),
        ("fragments", "x", "fragments: cannot be edited by hand"),
        ("synthetic", "no", "synthetic: cannot be edited by hand"),
        ("tests", "no", "tests: has parts"),
    ],
)
def test_errors_name_the_field_and_what_it_takes(path: str, text: str, told: str) -> None:
    with pytest.raises(BadInput, match=told) as caught:
        edited(ANA, path, text)
    assert caught.value.field == path


def test_what_is_sent_back_unchanged_changes_nothing() -> None:
    for persona in (ANA, *library().values()):
        for field in editable_fields(persona):
            assert edited(persona, field.path, field.text) is persona


@given(personas())
@settings(max_examples=60, deadline=None)
def test_every_field_of_any_persona_can_be_shown_and_typed_again(document: dict[str, Json]) -> None:
    persona = parse_persona(document, "x.json")
    for field in editable_fields(persona):
        assert edited(persona, field.path, field.text) is persona
        if field.path in persona.document and field.path not in Persona.model_fields:
            continue  # a field of its own, which nobody else has
        if field.path.rsplit(".", 1)[0] not in PARENTS and "." in field.path:
            continue  # a heading of its own with a point in it, which can only be edited where it is
        blank = Persona.model_validate({"name": "B"})
        typed = edited(blank, field.path, field.text) if field.text else blank
        assert field_text(typed, field.path) == field.text


_ITEM = st.text(st.sampled_from("ab ,;:\\+-*•−\n\r.nré"), min_size=1, max_size=8).map(str.strip).filter(bool)


@given(st.lists(_ITEM, max_size=5), st.sampled_from([Form.ITEMS, Form.SHORT_ITEMS]))
def test_lists_survive_being_shown_and_typed(items: list[str], kind: Form) -> None:
    text = shown_items(items, short=kind is Form.SHORT_ITEMS)
    assert read_items(text, ("already", "there"), kind, "x") == tuple(items)


@given(st.lists(st.tuples(_ITEM, st.just("") | _ITEM), max_size=4))
def test_relationships_survive_being_shown_and_typed(people: list[tuple[str, str]]) -> None:
    known = tuple(Relationship(name=name, description=told) for name, told in people)
    text = shown_people(known)
    read = read_people(text, known, "x")
    assert tuple(Relationship.model_validate(one) for one in read) == known


def test_an_edit_is_told_in_one_line() -> None:
    assert changes(ANA, edited(ANA, "age", "41")) == ("age: 40 → 41",)


def test_fields_are_offered_with_what_they_hold() -> None:
    fields = {field.path: field for field in editable_fields(ANA)}
    assert fields["beliefs"].text == "Bread, once broken, is shared.\nRain is rest."
    assert fields["personality.big_five.neuroticism"].text == ""
    assert fields["lore.sea"].text == "boat\nGrey."
    assert fields["relationships"].text == "Ole: Your brother."
    assert fields["income"].takes == "text"
    assert "odd" not in fields
