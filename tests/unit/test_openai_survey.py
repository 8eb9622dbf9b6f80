"""The model client and what an endpoint says of itself: its models, its places, the model that answered."""

import asyncio
from typing import Any

import pytest

from tests.unit import fake_endpoint as fake
from tests.unit.fake_endpoint import Body, NappingClock, serving
from tests.unit.model_calls import GOOD, VERDICT, Verdict, asked, caught, model_of, run
from troupe.core.clock import settle
from troupe.core.errors import ModelRejected
from troupe.llm.openai.endpoint_survey import is_loopback, is_near, same_model, shown_model
from troupe.llm.port.llm import Message, Reply


def answered_by(model: str) -> Body:
    return {**fake.completion(GOOD), "model": model}


@pytest.mark.parametrize(
    ("page", "places"),
    [
        ({"/props": {"total_slots": 2, "model_path": "m.gguf"}}, 2),
        ({"/props": {"total_slots": 1}}, 1),
        ({"/api/version": {"version": "0.9.1"}}, 1),
    ],
)
async def test_a_server_at_home_gets_as_many_calls_at_once_as_it_works_on(page: Any, places: int) -> None:
    clock = NappingClock()
    async with serving(fake.streams(), pages=page) as endpoint, model_of(endpoint, clock) as model:
        calls = [asyncio.create_task(caught(model.complete(asked()))) for _ in range(3)]
        for _ in range(places):
            await endpoint.arrived.get()
        await settle()
        assert len(endpoint.bodies) == places
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)


async def test_a_setting_goes_before_what_the_server_says() -> None:
    clock = NappingClock()
    pages: Any = {"/props": {"total_slots": 1}}
    async with serving(fake.streams(), pages=pages) as endpoint, model_of(endpoint, clock, at_once=3) as model:
        calls = [asyncio.create_task(caught(model.complete(asked()))) for _ in range(3)]
        for _ in calls:
            await endpoint.arrived.get()
        assert len(endpoint.bodies) == 3
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)


async def test_those_who_wait_in_line_are_given_longer() -> None:
    clock = NappingClock()
    pages: Any = {"/props": {"total_slots": 1}}
    async with serving(fake.streams(), pages=pages) as endpoint, model_of(endpoint, clock) as model:
        alone = model.patience(100, 100)
        calls = [asyncio.create_task(caught(model.complete(asked()))) for _ in range(4)]
        await endpoint.arrived.get()
        await settle()
        assert model.patience(100, 100) == 4 * alone
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)


async def test_a_model_the_server_at_home_does_not_list_is_an_error_that_offers_its_own() -> None:
    clock = NappingClock()
    pages = {"/v1/models": fake.listing("/home/ann/models/qwen-1.5b.gguf", "smollm2")}
    async with serving(fake.says(GOOD), pages=pages) as endpoint, model_of(endpoint, clock) as model:
        error = await caught(model.complete(asked()))
        assert isinstance(error, ModelRejected)
        assert "no model 'm'" in str(error)
        assert "it offers qwen-1.5b, smollm2" in str(error)
        assert "/home/ann" not in str(error)
        assert endpoint.bodies == []


async def test_the_model_that_answered_is_the_one_that_is_stored_and_told() -> None:
    clock = NappingClock()
    answer = fake.answers(answered_by("m-2026-02-01"))
    pages = {"/v1/models": fake.listing("m")}
    async with serving(answer, pages=pages) as endpoint, model_of(endpoint, clock) as model:
        reply = await model.complete(asked())
        assert reply.model == "m-2026-02-01"
        assert model.manner == "answers as JSON schema, about 1 s an answer; the endpoint calls it m-2026-02-01"


async def test_the_answer_of_another_model_passes_where_the_list_is_unknown() -> None:
    reply, _ = await run(fake.answers(answered_by("something-else")))
    assert isinstance(reply, Reply)
    assert (reply.value, reply.model) == (VERDICT, "something-else")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("gpt-5-mini", "gpt-5-mini-2025-08-07", True),
        ("llama3.2", "llama3.2:latest", True),
        ("qwen-1.5b", "/srv/models/Qwen-1.5B.gguf", True),
        ("Qwen/Qwen2.5-7B-Instruct", "qwen2.5-7b-instruct", True),
        ("openai/gpt-5", "gpt-5", True),
        ("llama3.2", "mistral", False),
        ("another-one", "qwen-1.5b", False),
        ("mistral", "", False),
    ],
)
def test_names_of_one_model(one: str, other: str, same: bool) -> None:
    assert same_model(one, other) is same
    assert same_model(other, one) is same


def test_a_path_on_somebody_s_machine_is_not_shown() -> None:
    assert shown_model("/home/ann/x/qwen.gguf") == "qwen"
    assert shown_model("openai/gpt-5") == "openai/gpt-5"


@pytest.mark.parametrize(
    ("host", "loopback", "near"),
    [
        ("127.0.0.1", True, True),
        ("localhost", True, True),
        ("::1", True, True),
        ("192.168.1.5", False, True),
        ("gpu-box", False, True),
        ("api.openai.com", False, False),
        ("8.8.8.8", False, False),
    ],
)
def test_what_is_at_home(host: str, loopback: bool, near: bool) -> None:
    assert (is_loopback(host), is_near(host)) == (loopback, near)


def spoken(text: str) -> Verdict | None:
    return Verdict(mood="good", why=text) if "sun" in text else None


async def test_a_model_that_cannot_write_json_is_asked_for_plain_words_from_then_on() -> None:
    clock = NappingClock()
    async with serving(fake.says("The sun is out.")) as endpoint, model_of(endpoint, clock) as model:
        first = await model.complete(asked(from_text=spoken))
        assert first.value == Verdict(mood="good", why="The sun is out.")
        assert "read as plain text" in first.notes
        second = await model.complete(asked(from_text=spoken))
        assert second.attempts == 1
        assert endpoint.forms() == ["json_schema", "text", "text"]
        last: Any = endpoint.bodies[-1]["messages"]
        assert "plain words" in last[-1]["content"]
        assert "JSON schema" not in last[0]["content"]
        assert model.manner.startswith("answers as plain text")


async def test_a_request_with_a_plain_prompt_of_its_own_is_asked_by_that_one_where_there_is_no_json() -> None:
    clock = NappingClock()
    plain = (Message("system", "You are Gerda."), Message("user", "Only what you say aloud."))
    async with serving(fake.says("The sun is out.")) as endpoint, model_of(endpoint, clock) as model:
        for _ in range(2):
            await model.complete(asked(from_text=spoken, plain=lambda: plain))
        first, last = endpoint.bodies[0]["messages"], endpoint.bodies[-1]["messages"]
    assert last == [{"role": message.role, "content": message.content} for message in plain]
    assert first != last


async def test_prose_without_a_value_in_it_is_malformed_all_the_same() -> None:
    error, _ = await run(fake.says("Clouds."), request=asked(from_text=spoken))
    assert "twice" in str(error)


async def test_a_model_that_has_written_json_before_is_not_given_up_for_one_slip() -> None:
    clock = NappingClock()
    answers = (fake.says(GOOD), fake.says("sun!"), fake.says("sun!"), fake.says(GOOD))
    async with serving(*answers) as endpoint, model_of(endpoint, clock) as model:
        for _ in range(3):
            await model.complete(asked(from_text=spoken))
        assert not model.manner.startswith("answers as plain text")
        assert len(endpoint.bodies) == 4
