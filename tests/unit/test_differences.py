"""How it is told what becomes of someone."""

from bot.features.persona_drafts.difference_lines import differences


def test_the_items_of_a_field_stand_on_one_line_and_many_are_counted() -> None:
    lines = ["+ skills: Sings.", "+ skills: Swims.", "+ skills: Knits.", "~ age: 58 instead of 57"]
    assert differences(lines) == "+ **skills**: Sings. · Swims. (and 1 more)\n~ **age**: 58 instead of 57"


def test_what_comes_goes_and_changes_is_told_apart() -> None:
    lines = ["long_term_goals: + Rest.", "long_term_goals: − Work.", "occupation.title: cook → baker"]
    assert differences(lines).splitlines() == [
        "+ **long term goals**: Rest.",
        "− **long term goals**: Work.",
        "~ **occupation title**: cook → baker",
    ]


def test_markdown_in_what_is_said_stays_text_and_no_line_is_lost() -> None:
    assert differences(["beliefs: + *Stars*."]) == r"+ **beliefs**: \*Stars\*."
    assert differences(["something else"]) == "~ something else"
    assert differences([]) == "Nothing but that it is noted."
