"""Reading what models write instead of JSON: what is there is found, what is cut off is not made up."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, JsonValue

from troupe.llm.openai.output_schema import strict_schema
from troupe.llm.port.tolerant_json import objects, without_reasoning

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)
DOCUMENTS = st.dictionaries(st.text(), VALUES, min_size=1)
unhurried = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@unhurried
@given(DOCUMENTS)
def test_json_is_read_as_it_is(document: dict[str, JsonValue]) -> None:
    assert list(objects(json.dumps(document))) == [document]


@unhurried
@given(st.text(), st.booleans())
def test_no_text_is_too_strange(text: str, cut: bool) -> None:
    assert all(isinstance(found, dict) for found in objects(f"{{{text}", cut=cut))


@unhurried
@given(DOCUMENTS, st.data())
def test_a_beginning_yields_only_values_that_are_whole(
    document: dict[str, JsonValue], data: st.DataObject
) -> None:
    whole = json.dumps({"first": 1, **document})
    beginning = whole[: data.draw(st.integers(len('{"first": 1,'), len(whole) - 1))]
    (part,) = objects(beginning, cut=True)
    assert part["first"] == 1
    assert {key: document.get(key, "absent") for key in part if key != "first"} == {
        key: value for key, value in part.items() if key != "first"
    }


@pytest.mark.parametrize(
    "beginning",
    ['{"a": {"b": 1}, "c": ' + number for number in ("-", "+", "1", "-1", "1.", "-.", "1e", "-2.5E-", "12.5e+3")],
)
def test_a_number_that_is_cut_off_is_left_out_and_breaks_nothing(beginning: str) -> None:
    assert list(objects(beginning, cut=True)) == [{"a": {"b": 1}}]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": "He said "hi" to me", "b": 1}', {"a": 'He said "hi" to me', "b": 1}),
        ("{'a': 'It's fine', 'b': True, 'c': None}", {"a": "It's fine", "b": True, "c": None}),
        ('{"a": "two\nlines"}', {"a": "two\nlines"}),
        ('{“a”: “curly”}', {"a": "curly"}),
        ('{"a": [1, 2, ], /* all */ }', {"a": [1, 2]}),
        ('{"a": 1 "b": 2}', {"a": 1, "b": 2}),
        ('{"a": {"b": [{"c": "d"}', {"a": {"b": [{"c": "d"}]}}),
        ("{'a': '\\ud83d\\ude00 \\'q\\''}", {"a": "😀 'q'"}),
        ('noise {not json} {"a": 1} noise', {"a": 1}),
        ('[{"a": 1}]', {"a": 1}),
    ],
)  # fmt: skip
def test_slips_are_forgiven(text: str, found: dict[str, JsonValue]) -> None:
    assert list(objects(text)) == [found]


@pytest.mark.parametrize(
    "text", ["", "{", "}{", "null", "[1]", '{"a', '{"a": "b', "{a}", "{" * 100_000, "[" * 100_000]
)
def test_where_there_is_nothing_nothing_is_found(text: str) -> None:
    assert list(objects(text, cut=True)) == []


def test_a_cut_list_is_left_out_and_an_unclosed_one_is_closed() -> None:
    text = '{"a": 1, "b": [1, 2'
    assert list(objects(text, cut=True)) == [{"a": 1}]
    assert list(objects(text)) == [{"a": 1, "b": [1, 2]}]


def test_thinking_aloud_is_left_out() -> None:
    assert without_reasoning("<think>a</think>b<Reasoning>c</Reasoning>d") == "bd"
    assert without_reasoning("a</think>b") == "b"
    assert without_reasoning("b<think>and then it was cut") == "b"


class _Map(BaseModel):
    scores: dict[str, int]


class _Pair(BaseModel):
    pair: tuple[int, str]


@pytest.mark.parametrize("output", [_Map, _Pair])
def test_a_form_that_cannot_be_strict_is_named(output: type[BaseModel]) -> None:
    with pytest.raises(TypeError, match=output.__name__):
        strict_schema(output)
