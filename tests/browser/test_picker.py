"""The slash picker: what is offered for what was typed, and what is sent when it was filled in."""

import pytest

from bot.playground.page.rendering import command_filling as fill
from bot.playground.page.rendering import command_picker as picker
from bot.playground.page.rendering.command_filling import Filling, KnownValues, Suggestion
from bot.playground.page.rendering.draft_mentions import completed, name_at, with_mentions
from bot.playground.page.state.page_payloads import CommandIndex, PageChoice, PageCommand

INDEX = CommandIndex.model_validate(
    {
        "application_commands": [
            {
                "id": "1",
                "application_id": "20",
                "name": "ask",
                "description": "Ask one person, or everybody",
                "options": [
                    {"type": 3, "name": "question", "description": "What", "required": True, "max_length": 20},
                    {"type": 3, "name": "person", "description": "Who", "autocomplete": True},
                    {"type": 4, "name": "times", "description": "How often", "min_value": 1, "max_value": 3},
                ],
            },
            {"id": "2", "application_id": "20", "name": "who", "description": "Who lives here"},
            {
                "id": "3",
                "application_id": "20",
                "name": "world",
                "options": [
                    {
                        "type": 1,
                        "name": "open",
                        "description": "Let people live in this channel",
                        "options": [
                            {"type": 7, "name": "channel", "description": "Where", "channel_types": [0]},
                            {"type": 5, "name": "loud", "description": "Loud?"},
                            {"type": 3, "name": "mode", "choices": [{"name": "Ambient", "value": "a"}]},
                            {"type": 6, "name": "host", "description": "Who hosts", "required": True},
                        ],
                    },
                    {
                        "type": 2,
                        "name": "rhythm",
                        "description": "",
                        "options": [{"type": 1, "name": "set", "description": "Set it", "options": []}],
                    },
                ],
            },
            {"id": "4", "application_id": "20", "name": "Why?", "type": 3},
            {
                "id": "5",
                "application_id": "20",
                "name": "import",
                "options": [
                    {"type": 11, "name": "persona", "required": True},
                    {"type": 3, "name": "name", "autocomplete": True},
                    {"type": 11, "name": "face"},
                ],
            },
        ]
    }
)
KNOWN = KnownValues(
    users={"10": "Ada", "11": "Ben Okafor"},
    channels={"100": ("coffee", 0), "200": ("a thread", 11)},
    roles={"7": "Moderators"},
)


def titles(typed: str) -> list[str]:
    return [offer.title for offer in picker.matching(picker.offers(INDEX), typed)]


def filling(title: str, **texts: str) -> Filling:
    (offer,) = [o for o in picker.offers(INDEX) if o.title == title]
    return fill.typed(fill.begin(offer), texts)


def test_subcommands_stand_for_the_command_that_holds_them_and_menus_are_left_out() -> None:
    assert titles("") == ["ask", "import", "who", "world open", "world rhythm set"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("wo", "world open"),
        ("world op", "world open"),
        ("open", "world open"),
        ("SET", "world rhythm set"),
        ("everybody", "ask"),
    ],
)
def test_typing_finds_by_name_by_part_and_by_description(typed: str, first: str) -> None:
    assert titles(typed)[0] == first


def test_what_takes_something_away_is_not_the_first_offer() -> None:
    world = PageCommand.model_validate(
        {
            "id": "9",
            "application_id": "1",
            "name": "world",
            "options": [{"type": 1, "name": name} for name in ("close", "mode", "open")],
        }
    )
    every = picker.offers(CommandIndex(application_commands=(world,)))
    assert [o.path[-1] for o in picker.matching(every, "world")] == ["mode", "open", "close"]
    assert [o.path[-1] for o in picker.matching(every, "world c")] == ["close"]


def test_nothing_fits_nonsense() -> None:
    assert titles("xyzzy") == []


def test_required_options_are_shown_first_and_more_can_be_added_in_order() -> None:
    begun = filling("world open")
    assert begun.shown == ("host",)
    assert fill.with_field(begun, "channel").shown == ("channel", "host")


def test_a_command_with_only_optional_options_shows_one() -> None:
    (offer,) = [o for o in picker.offers(INDEX) if o.title == "who"]
    assert fill.begin(offer).shown == ()


@pytest.mark.parametrize(
    ("texts", "wrong"),
    [
        ({}, {"question": "This is needed."}),
        ({"question": "x" * 21}, {"question": "At most 20 characters."}),
        ({"question": "q", "times": "four"}, {"times": "A whole number, please."}),
        ({"question": "q", "times": "4"}, {"times": "At most 3."}),
        ({"question": "q", "times": "0"}, {"times": "At least 1."}),
        ({"question": "q", "times": "2"}, {}),
    ],
)
def test_problems_are_said_in_words(texts: dict[str, str], wrong: dict[str, str]) -> None:
    assert fill.problems(filling("ask", **texts), KNOWN) == wrong


def test_names_become_ids_and_options_are_nested_along_the_path() -> None:
    filled = filling("world open", host="@ben okafor", channel="#coffee", loud="no", mode="ambient")
    assert fill.problems(filled, KNOWN) == {}
    assert fill.interaction_options(filled, KNOWN) == [
        {
            "type": 1,
            "name": "open",
            "options": [
                {"type": 7, "name": "channel", "value": "100"},
                {"type": 5, "name": "loud", "value": False},
                {"type": 3, "name": "mode", "value": "a"},
                {"type": 6, "name": "host", "value": "11"},
            ],
        }
    ]


def test_a_group_and_its_subcommand_are_both_in_the_options() -> None:
    assert fill.interaction_options(filling("world rhythm set"), KNOWN) == [
        {"type": 2, "name": "rhythm", "options": [{"type": 1, "name": "set", "options": []}]}
    ]


def test_somebody_unknown_has_to_be_chosen_from_the_list() -> None:
    assert fill.problems(filling("world open", host="Zoe"), KNOWN) == {"host": "Choose one from the list."}


def test_a_taken_suggestion_sends_its_value_until_its_text_is_changed() -> None:
    taken = fill.picked(filling("ask", question="q"), "person", Suggestion("Lisa Carter", "lisa"))
    values = {str(o["name"]): o["value"] for o in fill.interaction_options(taken, KNOWN)}
    assert values["person"] == "lisa"
    changed = fill.typed(taken, {"question": "q", "person": "Lisa C"})
    values = {str(o["name"]): o["value"] for o in fill.interaction_options(changed, KNOWN)}
    assert values["person"] == "Lisa C"


def test_a_file_is_sent_by_its_place_among_the_files_and_left_out_while_another_option_is_completed() -> None:
    begun = filling("import")
    assert fill.problems(begun, KNOWN) == {"persona": "A file is needed."}
    filed = fill.filed(fill.filed(begun, "face", "id-2"), "persona", "id-1")
    assert filed.attached == ("id-1", "id-2")
    assert fill.interaction_options(fill.typed(filed, {"name": "Lisa"}), KNOWN) == [
        {"type": 11, "name": "persona", "value": 0},
        {"type": 3, "name": "name", "value": "Lisa"},
        {"type": 11, "name": "face", "value": 1},
    ]
    asked = fill.interaction_options(fill.typed(filed, {"name": "Li"}), KNOWN, focused="name")
    assert asked == [{"type": 3, "name": "name", "value": "Li", "focused": True}]
    assert fill.filed(filed, "persona", "").attached == ("id-2",)


def test_completion_sends_what_is_typed_so_far_and_marks_the_option() -> None:
    sent = fill.interaction_options(filling("ask", question="q", person="li"), KNOWN, focused="person")
    assert sent[1] == {"type": 3, "name": "person", "value": "li", "focused": True}


def test_suggestions_come_closest_first() -> None:
    (offer,) = [o for o in picker.offers(INDEX) if o.title == "world open"]
    options = {o.name: o for o in offer.options}
    assert [s.label for s in fill.suggestions(options["channel"], "", KNOWN)] == ["coffee"]
    assert [s.label for s in fill.suggestions(options["host"], "oka", KNOWN)] == ["Ben Okafor"]
    assert [s.label for s in fill.suggestions(options["loud"], "", KNOWN)] == ["yes", "no"]


def test_the_bots_own_choices_are_offered_as_they_come() -> None:
    option = filling("ask").offer.options[1]
    live = (PageChoice(name="Lisa Carter", value="lisa"),)
    assert fill.suggestions(option, "zzz", KNOWN, live) == [Suggestion("Lisa Carter", "lisa")]


def test_an_at_sign_offers_names_only_inside_a_word_of_its_own() -> None:
    assert name_at("hello @Li", 9) == "Li"
    assert name_at("@", 1) == ""
    assert name_at("mail@example", 12) is None
    assert name_at("@Lisa hello", 11) is None


def test_completing_a_name_puts_the_caret_behind_it() -> None:
    assert completed("hello @Li there", 9, "Lisa Carter") == ("hello @Lisa Carter  there".replace("  ", " "), 19)


def test_only_members_names_become_mentions() -> None:
    members = {"11": "Ben", "12": "Ben Okafor"}
    assert with_mentions("@Ben Okafor and @ben, not me@Ben nor @Benjamin nor @Lisa", members) == (
        "<@12> and <@11>, not me@Ben nor @Benjamin nor @Lisa"
    )
