"""Rules on fields: what they mean, that they read back as themselves, and that errors point at the place."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troupe.core.errors import BadInput
from troupe.people.editing.persona_field import field_value
from troupe.people.library.library import library
from troupe.people.persona.persona import Persona
from troupe.research.recruiting.field_rules import (
    Any_,
    Compare,
    Every,
    KnownFields,
    Match,
    Not,
    Rule,
    fields_of,
    holds,
    parse_rule,
    reader,
    told,
)

ANA = Persona.model_validate(
    {
        "name": "Ana Šimić",
        "age": "34",
        "gender": "female",
        "residence": "Berlin, Germany",
        "occupation": {"title": "Senior software engineer"},
        "personality": {"big_five": {"openness": "Very high. Reads all."}},
        "preferences": {"interests": ["cooking for many", "old maps"]},
        "languages": ["Croatian", "German"],
        "relationships": [{"name": "Ole", "description": "Your brother."}],
        "income": 41000,
        "member": True,
    }
)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("age >= 30", True),
        ("age<34", False),
        ("age = 34", True),
        ("residence ~ berlin", True),
        ("residence = Berlin", False),
        ('residence = "Berlin, Germany"', True),
        ("interests has cooking", True),
        ("interests has cook", True),
        ("interests has ookin", False),
        ('interests has "C++"', False),
        ("preferences.interests has old maps", True),
        ('not occupation.title ~ "software"', False),
        ("job !~ nurse", True),
        ("name ~ simic", True),
        ("openness = very high", True),
        ("languages = german", True),
        ("relationships has Ole", True),
        ("income > 40000", True),
        ("member = yes", True),
        ("education known", False),
        ("education unknown", True),
        ("education ~ degree", None),
        ("not education ~ degree", None),
        ("education ~ degree or age > 30", True),
        ("education ~ degree and age > 40", False),
        ("education ~ degree and age > 30", None),
        ("age > 40 or gender = female and residence ~ Berlin", True),
        ("(age > 40 or gender = female) and residence ~ Paris", False),
        ("gender > 3", None),
        ("answer.trust = no", True),
        ("answer.brand = x", None),
    ],
)
def test_what_rules_mean(rule: str, expected: bool | None) -> None:
    assert holds(parse_rule(rule), reader(ANA, {"trust": "No"})) is expected


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ("age => 30", "at character 6 of"),
        ("age", "at the end of"),
        ("", "at the end of"),
        ("age >= old", "at character 8 of .*a number is needed, not `old`"),
        ("age >= 30 gender", "at character 11 of"),
        ("(age > 3", "at the end of .*closing bracket"),
        ("age > 3)", "at character 8 of"),
        ("and age > 3", "at character 1 of .*the name of a field"),
        ("gender = or age > 3", "at character 10 of .*a word"),
        ("age ! 3", "at character 5 of"),
        ("__import__('os')", "at character 11 of"),
        ("(" * 400, "at most 20 brackets"),
        ("not " * 400, "at most 20"),
        ('gender = "', "at character 10 of"),
        ('gender ~ "!?"', "at character 11 of .*a word"),
    ],
)
def test_errors_point_at_the_place(rule: str, place: str) -> None:
    with pytest.raises(BadInput, match=place) as caught:
        parse_rule(rule, "include")
    assert caught.value.field == "include"
    assert "\n" not in str(caught.value)


_FIELDS = st.sampled_from(["age", "residence", "preferences.interests", "answer.trust", "income"])
_WORDS = st.text(st.sampled_from("abc é?.,1-“\"'"), min_size=1, max_size=6).filter(
    lambda text: any(letter.isalnum() for letter in text) and not ('"' in text and ("“" in text or "”" in text))
)
_TESTS: st.SearchStrategy[Rule] = st.one_of(
    st.builds(
        Compare,
        field=_FIELDS,
        by=st.sampled_from((">=", "<=", ">", "<")),
        bound=st.integers(-(10**9), 10**9).map(lambda n: n / 100),
    ),
    st.builds(Match, field=_FIELDS, by=st.sampled_from(("=", "~", "has")), words=_WORDS),
    st.builds(KnownFields, field=_FIELDS),
)


def _joined(inner: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, rule=inner), st.builds(Every, rules=several), st.builds(Any_, rules=several))


_RULES = st.recursive(_TESTS, _joined, max_leaves=8)


@given(_RULES)
def test_a_rule_reads_back_as_itself(rule: Rule) -> None:
    assert parse_rule(told(rule)) == rule
    assert fields_of(parse_rule(told(rule))) == fields_of(rule)


@given(_RULES)
def test_a_rule_and_its_contrary_are_never_both_so(rule: Rule) -> None:
    for persona in (ANA, Persona.model_validate({"name": "Bo"})):
        one, other = (holds(r, reader(persona, {})) for r in (rule, Not(rule=rule)))
        assert (one, other) in {(True, False), (False, True), (None, None)}


@given(st.text(st.sampled_from('age >=<!~()"“” 30notandor.has'), max_size=30))
def test_any_text_is_a_rule_or_bad_input_that_says_where(text: str) -> None:
    fault = ""
    try:
        rule = parse_rule(text)
    except BadInput as error:
        rule, fault = None, str(error)
    where = re.search(r"at character \d+ of|at the end of|at most 20", fault)
    assert (rule is None) is (where is not None)
    assert rule is None or parse_rule(told(rule)) == rule


_GAPS = st.sampled_from(["", " ", "   "])
_HAND_WRITTEN = st.one_of(
    st.builds("{}{}{}{}{}".format, _FIELDS, _GAPS, st.sampled_from([">=", "<", ">"]), _GAPS, st.integers(0, 99)),
    st.builds("{} {} {}".format, _FIELDS, st.sampled_from(["=", "!~", "HAS"]), st.sampled_from(["b", '"b c"'])),
    st.builds("{} {}".format, _FIELDS, st.sampled_from(["known", "unknown", "Known"])),
)


def _hand_joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    joined = st.builds("{} {} {}".format, inner, st.sampled_from(["and", "or", "AND", "Or"]), inner)
    return st.one_of(joined, inner.map("({})".format), inner.map("( {} )".format), inner.map("not {}".format))


@given(st.recursive(_HAND_WRITTEN, _hand_joined, max_leaves=6))
def test_a_rule_as_people_write_it_is_told_in_words_that_mean_the_same(text: str) -> None:
    rule = parse_rule(text)
    assert parse_rule(told(rule)) == rule
    assert parse_rule(f"not ({text})") == Not(rule=rule)


@pytest.mark.parametrize(
    "path", ["age", "traits", "openness", "sayings.greeting", "lore", "behaviors.routines", "x.y"]
)
def test_fields_of_real_people_can_be_read(path: str) -> None:
    for persona in library().values():
        value: Any = field_value(persona, path)
        assert value is None if path == "x.y" else value
