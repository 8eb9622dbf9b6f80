"""The model client on real sockets: what it asks, what it learns of the endpoint, and what it reads."""

import json

import pytest
from pydantic import JsonValue

from tests.unit import fake_endpoint as fake
from tests.unit.fake_endpoint import Body, NappingClock, serving
from tests.unit.model_calls import GOOD, KEY, VERDICT, Verdict, asked, model_of, run, value_of
from troupe.core.errors import (
    Misconfigured,
    ModelMalformed,
)
from troupe.llm.openai.openai_model import OpenAIModel, normal_base_url
from troupe.llm.port.llm import LLM, Reply, Request


async def test_an_orderly_answer_comes_typed_with_its_usage() -> None:
    reply, endpoint = await run(fake.says(GOOD))
    assert isinstance(reply, Reply)
    assert reply.value == VERDICT
    assert (reply.usage.tokens_in, reply.usage.tokens_cached, reply.usage.tokens_out) == (100, 80, 20)
    assert (reply.attempts, reply.usage.calls, reply.usage.usd, reply.notes) == (1, 1, None, ())
    assert len(reply.request_hash) == 64
    body = endpoint.bodies[0]
    assert (body["model"], body["seed"], body["max_tokens"]) == ("m", 7, 700)
    assert endpoint.headers[0]["Authorization"] == f"Bearer {KEY}"


async def test_the_schema_sent_is_strict() -> None:
    _, endpoint = await run(fake.says(GOOD))
    form = endpoint.bodies[0]["response_format"]
    assert isinstance(form, dict)
    described = form["json_schema"]
    assert isinstance(described, dict)
    assert described["strict"] is True
    schema = described["schema"]
    assert isinstance(schema, dict)
    assert schema["required"] == ["mood", "why", "marks"]
    assert schema["additionalProperties"] is False
    assert "default" not in json.dumps(schema)


async def test_it_is_an_llm_and_works_without_a_key() -> None:
    clock = NappingClock()
    async with serving(fake.says(GOOD)) as endpoint, model_of(endpoint, clock, api_key=None) as model:
        port: LLM = model
        assert (await port.complete(asked())).value == VERDICT
        assert (port.name, port.stand_in) == ("m", False)


def no_verdict(_text: str) -> Verdict | None:
    return None


def a_verdict(_text: str) -> Verdict | None:
    return VERDICT


async def test_the_hash_tells_requests_apart_and_repeats() -> None:
    async def hash_of(request: Request[Verdict]) -> str:
        reply, _ = await run(fake.says(GOOD), request=request)
        assert isinstance(reply, Reply)
        return reply.request_hash

    assert await hash_of(asked()) == await hash_of(asked())
    assert await hash_of(asked()) != await hash_of(asked(max_tokens=9))
    plain = await hash_of(asked(from_text=no_verdict))
    assert plain != await hash_of(asked())
    assert plain == await hash_of(asked(from_text=a_verdict))


@pytest.mark.parametrize(
    "content",
    [
        f"```json\n{GOOD}\n```",
        f"Sure! Here it is:\n{GOOD}\nHope that helps {{really}}.",
        f"<think>Is it {{good}}? {{'mood': 'bad', 'why': 'x'}}</think>\n{GOOD}",
        f"Hmm, let me think.</think>{GOOD}",
        f"<|channel|>analysis<|message|>so…<|end|><|channel|>final<|message|>{GOOD}",
        "{'mood': 'good', 'why': 'sun', 'marks': [1,],}",
        '{mood: "good", "why": "sun", marks: [1] // all\n}',
        '{"mood": "good", "why": "sun", "marks": [1]',
        '{"mood": "bad", "why": "draft"} no: {"mood": "good", "why": "sun", "marks": [1]}',
        [{"type": "text", "text": GOOD[:10]}, {"type": "text", "text": GOOD[10:]}],
        {"mood": "good", "why": "sun", "marks": [1]},
    ],
)
async def test_an_answer_that_can_be_read_is_read(content: JsonValue) -> None:
    reply, endpoint = await run(fake.says(content))
    assert value_of(reply) == VERDICT
    assert len(endpoint.bodies) == 1


async def test_an_answer_made_as_a_tool_call_is_read() -> None:
    call: JsonValue = [{"type": "function", "function": {"name": "Verdict", "arguments": GOOD}}]
    reply, _ = await run(fake.says(None, tool_calls=call))
    assert value_of(reply) == VERDICT


@pytest.mark.parametrize(("status", "told"), [(400, "no"), (422, "bad body"), (400, "'response_format' is wrong")])
async def test_an_endpoint_without_schemas_is_asked_for_an_object_and_remembered(status: int, told: str) -> None:
    def wants_schema(body: Body) -> bool:
        form = body.get("response_format")
        return isinstance(form, dict) and form["type"] == "json_schema"

    behaviour = fake.unless(wants_schema, fake.fails(status, told), fake.says(GOOD))
    clock = NappingClock()
    async with serving(behaviour) as endpoint, model_of(endpoint, clock) as model:
        reply = await model.complete(asked())
        await model.complete(asked())
        assert endpoint.forms() == ["json_schema", "json_object", "json_object"]
        assert reply.notes == ("form asked for as object",)
        assert '"mood"' in json.dumps(endpoint.bodies[1]["messages"]).replace("\\", "")


@pytest.mark.parametrize("status", [400, 404, 422, 500])
async def test_an_endpoint_without_any_form_is_asked_in_words(status: int) -> None:
    fault = fake.fails(status, "response_format is not supported")
    behaviour = fake.unless(lambda body: "response_format" in body, fault, fake.says(f"Well: {GOOD}"))
    reply, endpoint = await run(behaviour)
    assert value_of(reply) == VERDICT
    assert endpoint.forms() == ["json_schema", "json_object", "text"]


async def test_an_endpoint_that_falls_over_at_a_schema_is_asked_for_an_object() -> None:
    behaviour = fake.unless(
        lambda body: "json_schema" in json.dumps(body.get("response_format")),
        fake.sends("Internal Server Error", 500),
        fake.says(GOOD),
    )
    reply, endpoint = await run(behaviour, waits=True)
    assert value_of(reply) == VERDICT
    assert endpoint.forms() == ["json_schema", "json_schema", "json_object"]


@pytest.mark.parametrize(
    ("parameter", "told"),
    [
        ("seed", 'Invalid JSON payload received. Unknown name "seed"'),
        ("temperature", "Unsupported value: 'temperature' does not support 0.7 with this model."),
        ("max_tokens", "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
    ],
)
async def test_a_parameter_that_is_not_supported_is_dropped_and_remembered(parameter: str, told: str) -> None:
    behaviour = fake.unless(lambda body: parameter in body, fake.fails(400, told), fake.says(GOOD))
    clock = NappingClock()
    async with serving(behaviour) as endpoint, model_of(endpoint, clock) as model:
        await model.complete(asked())
        await model.complete(asked())
        assert endpoint.forms() == ["json_schema"] * 3
        assert [parameter in body for body in endpoint.bodies] == [True, False, False]
        assert ("max_completion_tokens" in endpoint.bodies[2]) == (parameter == "max_tokens")


@pytest.mark.parametrize("status", [400, 500])
async def test_where_there_is_no_system_role_its_words_go_to_the_user(status: int) -> None:
    def has_system(body: Body) -> bool:
        return '"system"' in json.dumps(body["messages"])

    behaviour = fake.unless(has_system, fake.fails(status, "System role not supported"), fake.says(GOOD))
    reply, endpoint = await run(behaviour)
    assert value_of(reply) == VERDICT
    assert endpoint.bodies[1]["messages"] == [
        {"role": "user", "content": "You judge the weather, every day anew.\n\nHow is it today?"}
    ]


async def test_the_echo_of_the_request_in_a_validation_error_misleads_nobody() -> None:
    """FastAPI repeats the whole body under `input`: it names every parameter there is."""
    detail: JsonValue = [
        {"loc": ["body", "response_format"], "msg": "extra fields not permitted", "input": {"seed": 7}}
    ]
    behaviour = fake.unless(
        lambda body: "response_format" in body, fake.answers({"detail": detail}, 422), fake.says(GOOD)
    )
    _, endpoint = await run(behaviour)
    assert all("seed" in body for body in endpoint.bodies)


async def test_prose_is_followed_by_one_request_that_spells_out_the_form() -> None:
    behaviours = (fake.says("It is sunny."), fake.says(GOOD))
    clock = NappingClock()
    async with serving(*behaviours) as endpoint, model_of(endpoint, clock) as model:
        reply = await model.complete(asked())
        assert reply.value == VERDICT
        assert (reply.attempts, reply.usage.tokens_in) == (2, 200)
        assert "asked twice" in reply.notes
        messages = json.dumps(endpoint.bodies[1]["messages"])
        assert "It is sunny." in messages
        assert "JSON schema" in messages
        await model.complete(asked())
        assert endpoint.forms() == ["json_schema", "text", "text"], "it ignores schemas, so it is asked in words"


@pytest.mark.parametrize(
    "content", ["It is sunny.", "", None, "{}", '{"mood": "so so", "why": ""}', '{"mood": "good", "why": "s', 7]
)
async def test_an_unusable_answer_twice_is_malformed_and_its_cost_is_told(content: JsonValue) -> None:
    error, endpoint = await run(fake.says(content))
    assert isinstance(error, ModelMalformed)
    assert len(endpoint.bodies) == 2
    assert error.usage is not None
    assert (error.usage.calls, error.usage.tokens_in, error.usage.tokens_out) == (2, 200, 40)


async def test_an_answer_cut_off_gets_more_room_once() -> None:
    cut = fake.says('{"mood": "good", "why": "because the s', finish="length")
    reply, endpoint = await run(cut, fake.says(GOOD))
    assert value_of(reply) == VERDICT
    assert [body["max_tokens"] for body in endpoint.bodies] == [700, 2800]
    error, endpoint = await run(cut)
    assert isinstance(error, ModelMalformed)
    assert "cut off" in str(error)
    assert len(endpoint.bodies) == 2


async def test_of_an_answer_cut_off_only_whole_values_count() -> None:
    reply, _ = await run(fake.says('{"mood": "good", "why": "sun", "marks": [1, 2', finish="length"))
    assert value_of(reply) == Verdict(mood="good", why="sun")
    assert isinstance(reply, Reply)
    assert reply.unfinished


async def test_an_answer_repaired_after_it_was_cut_is_finished() -> None:
    reply, _ = await run(fake.says('{"mood": "good", "why": "because the s', finish="length"), fake.says(GOOD))
    assert isinstance(reply, Reply)
    assert not reply.unfinished


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": "many"}, {"prompt_tokens": -1}])
async def test_usage_that_is_not_told_is_estimated_and_noted(usage: JsonValue) -> None:
    reply, _ = await run(fake.says(GOOD, usage=usage))
    assert isinstance(reply, Reply)
    assert reply.usage.tokens_in > 10
    assert reply.usage.tokens_out > 5
    assert reply.notes == ("usage estimated",)


async def test_missing_cached_tokens_are_none() -> None:
    reply, _ = await run(fake.says(GOOD, usage={"prompt_tokens": 5, "prompt_tokens_details": None}))
    assert isinstance(reply, Reply)
    assert (reply.usage.tokens_in, reply.usage.tokens_cached) == (5, 0)


async def test_a_known_model_has_a_price() -> None:
    clock = NappingClock()
    async with serving(fake.says(GOOD)) as endpoint:
        model = OpenAIModel("gpt-4o-mini-2024-07-18", base_url=endpoint.base_url, clock=clock)
        reply = await model.complete(asked())
        assert reply.usage.usd == pytest.approx((20 * 0.15 + 80 * 0.075 + 20 * 0.6) / 1e6)
        assert model.estimate(3500, 1000).usd == pytest.approx((1000 * 0.15 + 1000 * 0.6) / 1e6)
        await model.close()


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        (None, "https://api.openai.com/v1"),
        (" ", "https://api.openai.com/v1"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1"),
        ("localhost:11434/", "http://localhost:11434/v1"),
        ("http://h/v1/chat/completions", "http://h/v1"),
        ("https://openrouter.ai/api/v1/", "https://openrouter.ai/api/v1"),
        ("https://me.openai.azure.com", "https://me.openai.azure.com/openai/v1"),
        ("api.example.com/v1", "https://api.example.com/v1"),
    ],
)
def test_addresses_are_taken_as_people_write_them(given: str | None, normal: str) -> None:
    assert normal_base_url(given) == normal


def test_an_address_that_is_none_is_said_to_be() -> None:
    with pytest.raises(Misconfigured, match="OPENAI_BASE_URL"):
        normal_base_url("ftp://x")
