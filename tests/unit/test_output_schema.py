"""The schema that is sent: what every strict implementation takes; counts of items where a server is near."""

import json
from collections.abc import Iterator, Mapping

import pytest
from pydantic import BaseModel, JsonValue

from tests.unit import fake_endpoint as fake
from tests.unit.model_calls import model_of
from tests.unit.purposes import spoken_to
from troupe.llm.openai.endpoint_dialect import Dialect
from troupe.llm.openai.output_schema import instructions, strict_schema
from troupe.llm.port.llm import Message, Request
from troupe.minds.answer.turn_answer import ObligedAnswer, TurnAnswer
from troupe.minds.briefing_summary import Digest
from troupe.people.persona.questionnaire import Question, answer_form
from troupe.people.persona.written_form import WrittenPersona

INTERVIEW = answer_form((Question(key="q1", text="Tea or coffee?", choices=("tea", "coffee")),))
ASKED = Request(messages=(Message("user", "Hi."),), output=ObligedAnswer, purpose=spoken_to("turn"), seed=1)
OUTPUTS: list[type[BaseModel]] = [TurnAnswer, ObligedAnswer, Digest, WrittenPersona, INTERVIEW]
"""Every form that a model is asked for."""
TAKEN = {
    "type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "description",
    "$ref", "$defs",
}  # fmt: skip
"""What OpenAI and Azure document for strict structured outputs."""
DEEPEST, MOST_PROPERTIES = 5, 100
"""The limits that Azure documents."""


def nodes(schema: JsonValue, depth: int = 0) -> Iterator[tuple[int, Mapping[str, JsonValue]]]:
    """Every schema in this one, with how many objects it lies in."""
    if not isinstance(schema, Mapping):
        return
    yield depth, schema
    for key in ("properties", "$defs"):
        inner = schema.get(key)
        for part in inner.values() if isinstance(inner, Mapping) else ():
            yield from nodes(part, depth + (key == "properties"))
    yield from nodes(schema.get("items"), depth)
    variants = schema.get("anyOf")
    for part in variants if isinstance(variants, list) else ():
        yield from nodes(part, depth)


@pytest.mark.parametrize("output", OUTPUTS)
def test_what_is_sent_holds_no_keyword_that_a_strict_implementation_refuses(output: type[BaseModel]) -> None:
    schema = strict_schema(output)
    assert schema["type"] == "object"
    found = list(nodes(schema))
    assert {key for _, node in found for key in node} <= TAKEN
    assert max(depth for depth, _ in found) <= DEEPEST
    assert sum(len(p) for _, node in found if isinstance(p := node.get("properties"), Mapping)) <= MOST_PROPERTIES


def test_how_many_actions_are_wanted_is_said_where_a_server_builds_a_grammar_and_in_words() -> None:
    assert "minItems" not in json.dumps(Dialect().body("m", ASKED))
    assert '"minItems": 1' in json.dumps(Dialect(counts=True).body("m", ASKED))
    assert '"minItems":1' in instructions(ObligedAnswer)


async def test_a_server_that_refuses_counts_is_asked_without_them_and_remembered() -> None:
    answer = {"floor": "speak", "actions": [{"type": "TALK", "content": "Hi.", "target": ""}], "reason": ""}
    refused = fake.fails(400, "Invalid schema for response_format: 'minItems' is not permitted.")
    behaviour = fake.unless(lambda body: "minItems" in json.dumps(body), refused, fake.says(json.dumps(answer)))
    async with fake.serving(behaviour) as endpoint, model_of(endpoint, fake.NappingClock()) as model:
        for _ in range(2):
            reply = await model.complete(ASKED)
            assert reply.notes == ()
        assert endpoint.forms() == ["json_schema"] * 3
