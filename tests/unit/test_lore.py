"""Lore: every shape of it read, and told when it is spoken of, in order, within its budget."""

import pytest

from tests.unit.agent_files import Json
from tests.unit.cards import BOOK
from tests.unit.scenes import Room
from troupe.minds.prompt.lore_recall import constant_lore, spoken_lore
from troupe.minds.prompt.portrait import portrait
from troupe.minds.prompt.turn_prompt import turn_messages
from troupe.people.persona.lore_entries import as_book, read_lore
from troupe.people.persona.persona import Persona


def keeper(lore: Json, **fields: Json) -> Persona:
    return Persona.model_validate({"name": "Aslaug Skarv", "lore": lore, **fields})


def told(persona: Persona, *said: str) -> list[str]:
    """What is told when the last of these lines is new."""
    room = Room(persona)
    events = [room.human(text) for text in said]
    return [entry.text for entry in spoken_lore(room.scene(room.people[0], events[-1]))]


def entry(text: str, *keys: str, **more: Json) -> dict[str, Json]:
    return {"keys": list(keys), "content": text, **more}


def book(*entries: Json, **more: Json) -> dict[str, Json]:
    return {"entries": list(entries), **more}


def test_a_lorebook_is_read_in_its_order_without_what_is_switched_off() -> None:
    constant, storm, light = keeper(BOOK).lore
    assert (constant.constant, constant.text) == (True, "The island has nine inhabitants.")
    assert (storm.secondary_keys, storm.priority, storm.scan_depth) == (("winter",), 5, 3)
    assert light.text == "Aslaug Skarv keeps the light at Skarvholm. {{user}} has never been there."


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Where is the BEACON?", True),
        ("Tell me of the lighthouses", True),
        ("the light house", False),
        ("beaconry", False),
        ("Is it in the léaconed", False),
    ],
)
def test_keys_are_whole_words_or_their_plurals(said: str, found: bool) -> None:
    assert bool(told(keeper({"lighthouse": {"keys": ["beacon"], "text": "Old."}}), said)) is found


def test_keys_without_letters_or_spaces_are_found_too() -> None:
    lore: Json = {"灯台": "Old.", "C++": "Hard.", "⚓": "Iron."}
    assert told(keeper(lore), "海の灯台はどこ?") == ["Old."]
    assert told(keeper(lore), "no ⚓ here") == ["Iron."]


def test_case_counts_where_the_entry_says_so() -> None:
    persona = keeper(book(entry("A ship.", "Hope", case_sensitive=True)))
    assert told(persona, "I hope so") == []
    assert told(persona, "the Hope sailed") == ["A ship."]


def test_a_selective_entry_wants_both_keys() -> None:
    both = book(entry("Lost.", "storm", secondary_keys=["winter"], selective=True))
    one = book(entry("Lost.", "storm", secondary_keys=["winter"], selective=False))
    assert told(keeper(both), "the storm") == []
    assert told(keeper(both), "the storm of that winter") == ["Lost."]
    assert told(keeper(one), "the storm") == ["Lost."]


def test_the_last_lines_are_looked_at_as_deep_as_the_book_says() -> None:
    lines = ("the storm", "yes", "indeed")
    assert told(keeper(book(entry("Lost.", "storm"), scan_depth=3)), *lines) == ["Lost."]
    assert told(keeper(book(entry("Lost.", "storm"), scan_depth=2)), *lines) == []
    assert told(keeper(book(entry("@@scan_depth 3\nLost.", "storm"))), *lines) == ["Lost."]
    assert told(keeper(book(entry("Lost.", "storm"))), *lines) == []


def test_decorators_that_matter_are_followed_and_none_is_told() -> None:
    lore = book(
        entry("@@activate\n@@position after_desc\nAlways.", "x"),
        entry("@@dont_activate\nNever.", "storm"),
        entry("@@exclude_keys tea, rum\n@@@fallback 1\nLost.", "storm"),
        entry("@@additional_keys sea\nFound.", "storm"),
    )
    assert [known.text for known in constant_lore(keeper(lore))] == ["Always."]
    assert told(keeper(lore), "a storm") == ["Lost."]
    assert told(keeper(lore), "a storm of rum at sea") == ["Found."]


def test_patterns_are_not_run_but_plain_choices_of_words_are_understood() -> None:
    lore = book(entry("Wet.", r"/\bsea|ocean\b/i", use_regex=True), entry("Evil.", "(a+)+$", use_regex=True))
    assert told(keeper(lore), "the ocean " + "a" * 40 + "!") == ["Wet."]


def test_too_much_gives_way_by_priority_and_is_told_in_order() -> None:
    long = "word " * 40
    entries = [entry(f"{n} {long}", "storm", insertion_order=n, priority=p) for n, p in ((3, 1), (1, 9), (2, 5))]
    found = told(keeper(book(*entries, token_budget=120)), "storm")
    assert [text[0] for text in found] == ["1", "2"]
    assert told(keeper(book(*entries, token_budget=0)), "storm") == []
    ours: Json = {f"{n}": {"keys": ["storm"], "text": f"{n}"} for n in range(9)}
    assert told(keeper(ours), "storm") == ["0", "1", "2"]


def test_no_budget_floods_the_prompt() -> None:
    entries = [entry("word " * 200, "storm", constant=n % 2 == 0) for n in range(200)]
    persona = keeper(book(*entries, token_budget=10**9))
    room = Room(persona)
    messages = turn_messages(room.scene(room.people[0], room.human("storm")))
    assert sum(len(message.content) for message in messages) < 16_000


def test_what_is_constant_stands_in_the_portrait() -> None:
    told_text = portrait(keeper(BOOK))
    assert "You know: The island has nine inhabitants." in told_text
    assert "Skarvholm" not in told_text
    assert "gold" not in told_text


def test_who_asks_is_named_in_what_is_told() -> None:
    room = Room(keeper(BOOK))
    text = turn_messages(room.scene(room.people[0], room.human("The beacon?", name="Sam")))[1].content
    assert "You know: Aslaug Skarv keeps the light at Skarvholm. Sam has never been there." in text


def test_headings_may_stand_beside_a_book_and_become_entries_of_it() -> None:
    persona = keeper({**BOOK, "night": {"keys": ["dark"], "text": "Long."}})
    assert told(persona, "how dark it is") == ["Long."]
    assert len(persona.lore) == 4
    again = as_book(persona.document["lore"])
    assert again["x_setting"] == {"of": "another tool"}
    assert [known.keys for known in read_lore(again)] == [known.keys for known in persona.lore]
