"""The model client on real sockets: one defined outcome for everything that can go wrong."""

import asyncio
from datetime import timedelta
from email.utils import format_datetime

import pytest

from tests.unit import fake_endpoint as fake
from tests.unit.fake_endpoint import Behaviour, NappingClock, serving
from tests.unit.model_calls import (
    GOOD,
    KEY,
    LIMIT,
    VERDICT,
    asked,
    caught,
    model_of,
    pass_pauses,
    run,
    value_of,
)
from troupe.core.clock import settle
from troupe.core.errors import (
    ModelBusy,
    ModelError,
    ModelMalformed,
    ModelRefused,
    ModelRejected,
    ModelTimeout,
    ModelUnavailable,
)


@pytest.mark.parametrize(
    "behaviour",
    [
        fake.says(None, refusal="I won't."),
        fake.says("", finish="content_filter"),
        fake.says([{"type": "refusal", "refusal": "No."}]),
        fake.says("I'm sorry, but I can't assist with that."),
        fake.fails(400, "The response was filtered", "content_filter"),
    ],
)
async def test_a_refusal_is_final(behaviour: Behaviour) -> None:
    error, endpoint = await run(behaviour)
    assert isinstance(error, ModelRefused)
    assert len(endpoint.bodies) == 1


@pytest.mark.parametrize(
    ("behaviour", "check"),
    [
        (fake.fails(401, f"Incorrect API key provided: {KEY}.", "invalid_api_key"), "OPENAI_API_KEY"),
        (fake.fails(403, f"Key sk-proj-***1234 (or {KEY}) may not use this"), "OPENAI_API_KEY"),
        (fake.fails(404, "The model `m` does not exist", "model_not_found"), "TROUPE_MODEL"),
        (fake.fails(404, 'model "m" not found, try pulling it first'), "TROUPE_MODEL"),
        (fake.sends("404 page not found", 404), "OPENAI_BASE_URL"),
        (fake.fails(400, "the request exceeds the available context size (512 tokens)"), "context"),
        (fake.fails(400, "This model's maximum context length is 10", "context_length_exceeded"), "context"),
        (fake.fails(429, "You exceeded your current quota", "insufficient_quota"), "billing"),
        (fake.sends("<!doctype html><p>Welcome", 200, "text/html"), "OPENAI_BASE_URL"),
    ],
)
async def test_what_we_must_mend_is_rejected_at_once_in_plain_words(behaviour: Behaviour, check: str) -> None:
    error, endpoint = await run(behaviour)
    assert isinstance(error, ModelRejected)
    assert check in str(error)
    assert len(endpoint.bodies) == 1
    assert "sk-proj" not in str(error)
    assert "\n" not in str(error)


async def test_an_error_that_repeats_the_prompt_is_not_repeated() -> None:
    error, _ = await run(fake.fails(400, "cannot take: You judge the weather, every day anew."))
    assert isinstance(error, ModelRejected)
    assert "weather" not in str(error)


async def test_a_request_rejected_in_every_dialect_is_rejected() -> None:
    error, endpoint = await run(fake.fails(400, "no"))
    assert isinstance(error, ModelRejected)
    assert endpoint.forms() == ["json_schema", "json_object", "text", "text"]
    assert error.usage is not None
    assert error.usage.tokens == 0


async def test_retry_after_in_seconds_is_honoured() -> None:
    clock = NappingClock()
    async with (
        serving(fake.fails(429, retry_after="7"), fake.says(GOOD)) as endpoint,
        model_of(endpoint, clock) as model,
    ):
        call = asyncio.create_task(model.complete(asked()))
        assert await clock.naps.get() == LIMIT
        nap = await clock.naps.get()
        assert 7 <= nap < 7.1
        await clock.advance(6.9)
        assert not call.done()
        assert len(endpoint.bodies) == 1
        await clock.advance(0.2)
        reply = await call
        assert (reply.value, reply.attempts) == (VERDICT, 2)
        assert reply.usage.tokens_in == 100


@pytest.mark.parametrize("form", ["date", "ms"])
async def test_retry_after_is_understood_in_its_other_forms(form: str) -> None:
    clock = NappingClock()
    due = format_datetime(clock.now() + timedelta(seconds=9), usegmt=True)
    headers = {"retry_after": due} if form == "date" else {"retry_after_ms": "9000", "retry_after": "1"}
    async with (
        serving(fake.fails(429, **headers), fake.says(GOOD)) as endpoint,
        model_of(endpoint, clock) as model,
    ):
        call = asyncio.create_task(model.complete(asked()))
        assert await clock.naps.get() == LIMIT
        assert 9 <= await clock.naps.get() < 9.1
        await clock.advance(9.1)
        assert (await call).value == VERDICT


async def test_a_wait_beyond_the_limit_is_busy_at_once() -> None:
    error, endpoint = await run(fake.fails(429, retry_after="3600"))
    assert isinstance(error, ModelBusy)
    assert "3600" in str(error)
    assert len(endpoint.bodies) == 1


async def test_429_without_end_is_busy() -> None:
    error, endpoint = await run(fake.fails(429), waits=True)
    assert isinstance(error, ModelBusy)
    assert len(endpoint.bodies) == 6
    assert error.usage is not None
    assert (error.usage.calls, error.usage.tokens) == (6, 0)


@pytest.mark.parametrize(
    "fault",
    [
        fake.fails(500, "oops"),
        fake.fails(503, "Loading model"),
        fake.sends("<html>Bad gateway", 502, "text/html"),
        fake.sends("<html>slow down", 429, "text/html"),
        fake.answers({"error": {"message": "overloaded", "code": 502}}),
        fake.answers({"error": "upstream"}),
        fake.hangs_up,
        fake.breaks_off,
        fake.sends('{"choices": [', 200, "application/json"),
        fake.answers([]),
        fake.answers({"choices": "none"}),
    ],
)
async def test_what_passes_is_tried_again(fault: Behaviour) -> None:
    reply, endpoint = await run(fault, fake.says(GOOD), waits=True)
    assert value_of(reply) == VERDICT
    assert endpoint.forms() == ["json_schema", "json_schema"]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (fake.fails(503), ModelUnavailable),
        (fake.hangs_up, ModelUnavailable),
        (fake.breaks_off, ModelUnavailable),
        (fake.sends("not json", 200, "application/json"), ModelMalformed),
        (fake.answers({"choices": []}), ModelMalformed),
        (fake.answers({}), ModelMalformed),
    ],
)
async def test_what_does_not_pass_has_one_outcome(fault: Behaviour, kind: type[ModelError]) -> None:
    error, _ = await run(fault, waits=True)
    assert type(error) is kind


async def test_nobody_listening_is_unavailable() -> None:
    clock = NappingClock()
    async with serving(fake.says(GOOD)) as endpoint:
        pass
    async with model_of(endpoint, clock) as model:
        call = asyncio.create_task(caught(model.complete(asked())))
        await pass_pauses(call, clock)
        error = await call
    assert isinstance(error, ModelUnavailable)
    assert "OPENAI_BASE_URL" in str(error)


@pytest.mark.parametrize("drips_first", [True, False])
async def test_a_slow_drip_ends_at_the_limit(drips_first: bool) -> None:
    clock = NappingClock()
    behaviours = (fake.drips,) if drips_first else (fake.fails(429, retry_after="50"), fake.drips)
    async with serving(*behaviours) as endpoint, model_of(endpoint, clock) as model:
        call = asyncio.create_task(caught(model.complete(asked())))
        await endpoint.arrived.get()
        assert await clock.naps.get() == LIMIT
        if not drips_first:
            assert await clock.naps.get() > 50
            await settle()
            await clock.advance(51)
            await endpoint.arrived.get()
        await clock.advance(LIMIT)
        error = await call
    assert isinstance(error, ModelTimeout)
    assert error.usage is not None
    assert error.usage.tokens_in > 0, "the prompt was read, and is billed"


async def test_a_call_that_may_be_answered_at_length_may_take_longer() -> None:
    clock = NappingClock()
    async with serving(fake.drips) as endpoint, model_of(endpoint, clock) as model:
        call = asyncio.create_task(caught(model.complete(asked(max_tokens=5_000))))
        await endpoint.arrived.get()
        assert await clock.naps.get() == 5 * LIMIT
        await clock.advance(5 * LIMIT)
        assert isinstance(await call, ModelTimeout)


async def test_cancelling_a_call_leaves_nothing_behind() -> None:
    clock = NappingClock()
    async with serving(fake.drips) as endpoint, model_of(endpoint, clock) as model:
        call = asyncio.create_task(model.complete(asked()))
        await endpoint.arrived.get()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call


async def test_no_more_calls_at_once_than_allowed() -> None:
    clock = NappingClock()
    async with serving(fake.drips) as endpoint, model_of(endpoint, clock, at_once=2) as model:
        calls = [asyncio.create_task(caught(model.complete(asked()))) for _ in range(3)]
        await endpoint.arrived.get()
        await endpoint.arrived.get()
        await settle()
        assert len(endpoint.bodies) == 2
        await clock.advance(LIMIT)
        await endpoint.arrived.get()
        await settle()
        await clock.advance(LIMIT)
        assert all(isinstance(error, ModelTimeout) for error in await asyncio.gather(*calls))
