"""The model client on streamed answers: read from any pieces, waited for as long as they live, never lost."""

import asyncio
from typing import Any

import pytest
from pydantic import JsonValue

from tests.unit import fake_endpoint as fake
from tests.unit.fake_endpoint import Behaviour, Endpoint, NappingClock, serving
from tests.unit.model_calls import GOOD, VERDICT, Verdict, asked, caught, model_of, run, value_of
from troupe.core.clock import settle
from troupe.core.errors import ModelError, ModelTimeout
from troupe.core.urgency import Urgency
from troupe.llm.openai.endpoint_pace import FIRST_NEAR, LONGEST, SHORTEST, AnswerTiming, EndpointPace
from troupe.llm.openai.openai_model import OpenAIModel
from troupe.llm.openai.server_events import EventReader
from troupe.llm.port.llm import Reply
from troupe.llm.port.purpose import Purpose

STREAM = fake.written(GOOD)
TIMINGS: Any = {"prompt_n": 90, "prompt_ms": 9_000.0, "predicted_n": 20, "predicted_ms": 10_000.0}


async def arrives(endpoint: Endpoint, watch_for: str, model: OpenAIModel) -> None:
    """Wait until the model has read so much of its stream."""
    while watch_for not in model.writing:
        await settle(1)
    assert endpoint.bodies


def begun(model: OpenAIModel, **changes: Any) -> "asyncio.Task[Reply[Verdict] | ModelError]":
    return asyncio.create_task(caught(model.complete(asked(**changes))))


async def test_a_stream_is_asked_for_and_read_with_its_usage() -> None:
    reply, endpoint = await run(fake.flows(STREAM))
    assert isinstance(reply, Reply)
    assert value_of(reply) == VERDICT
    assert (reply.usage.tokens_in, reply.usage.tokens_cached, reply.usage.tokens_out) == (100, 80, 20)
    assert (endpoint.bodies[0]["stream"], endpoint.bodies[0]["stream_options"]) == (True, {"include_usage": True})


@pytest.mark.parametrize("size", [1, 2, 7, 64, 10_000])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_events_are_the_same_in_whatever_pieces_they_come(size: int, line_end: bytes) -> None:
    text = 'data: {"a": "x\u2028y ü"}\n\n: keep-alive\n\nevent: z\ndata: one\ndata: two\n\ndata: end'
    stream = text.encode().replace(b"\n", line_end)
    reader = EventReader()
    events = [e for at in range(0, len(stream), size) for e in reader.feed(stream[at : at + size])] + reader.end()
    assert events == ['{"a": "x\u2028y ü"}', "one\ntwo", "end"]


@pytest.mark.parametrize(
    "stream",
    [
        b": OPENROUTER PROCESSING\n\n" * 3 + STREAM,
        STREAM.removesuffix(b"data: [DONE]\n\n"),
        b"data: nonsense\n\n" + STREAM,
        fake.event({"reasoning_content": "hm {"}) + STREAM,
        fake.event({"tool_calls": [{"function": {"arguments": GOOD[:9]}}]})
        + fake.event({"tool_calls": [{"function": {"arguments": GOOD[9:]}}]}, "tool_calls"),
        fake.event({"content": [{"type": "text", "text": GOOD}]}, "stop"),
    ],
)
async def test_streams_of_every_kind_are_read(stream: bytes) -> None:
    reply, endpoint = await run(fake.flows(stream))
    assert value_of(reply) == VERDICT
    assert len(endpoint.bodies) == 1


@pytest.mark.parametrize(
    "refusal",
    [
        fake.fails(400, "Unsupported parameter: stream_options"),
        fake.fails(422, "streaming is not supported by this model"),
        fake.flows(b""),
        fake.flows(b"data: <html>\n\n"),
    ],
)
async def test_an_endpoint_that_cannot_stream_is_asked_without_from_then_on(refusal: Behaviour) -> None:
    clock = NappingClock()
    behaviour = fake.unless(lambda body: "stream_options" in body, refusal, fake.says(GOOD))
    async with serving(behaviour) as endpoint, model_of(endpoint, clock) as model:
        assert (await model.complete(asked())).value == VERDICT
        assert (await model.complete(asked())).value == VERDICT
        assert ["stream_options" in body for body in endpoint.bodies] == [True, False, False]


async def test_a_fault_told_in_mid_stream_is_tried_again() -> None:
    broken = fake.event({"content": "{"}) + b'data: {"error": {"message": "overloaded", "code": 502}}\n\n'
    reply, endpoint = await run(fake.flows(broken), fake.flows(STREAM), waits=True)
    assert value_of(reply) == VERDICT
    assert len(endpoint.bodies) == 2


async def test_a_first_token_that_takes_minutes_is_waited_for_at_home() -> None:
    clock = NappingClock()
    async with serving(fake.streams()) as endpoint, model_of(endpoint, clock, limit=None) as model:
        call = begun(model)
        await endpoint.arrived.get()
        await clock.advance(FIRST_NEAR - 1)
        assert not call.done()
        endpoint.more.put_nowait(STREAM)
        endpoint.more.put_nowait(b"")
        assert value_of(await call) == VERDICT


async def test_signs_of_life_put_the_end_off_but_not_for_ever() -> None:
    clock = NappingClock()
    async with serving(fake.streams()) as endpoint, model_of(endpoint, clock, limit=None) as model:
        call = begun(model)
        await endpoint.arrived.get()
        waited = 0.0
        while not call.done():
            endpoint.more.put_nowait(fake.event({"content": "x"}))
            await arrives(endpoint, "x" * int(waited / 60 + 1), model)
            await clock.advance(60)
            waited += 60
        assert isinstance(await call, ModelTimeout)
        assert waited == LONGEST


async def test_a_stall_in_mid_answer_keeps_what_was_written() -> None:
    clock = NappingClock()
    begin = fake.event({"content": '{"mood": "good", "why": "sun", "marks": [1, 2'})
    async with serving(fake.streams(begin)) as endpoint, model_of(endpoint, clock, limit=None) as model:
        call = begun(model)
        await arrives(endpoint, "[1, 2", model)
        await clock.advance(LONGEST)
        reply = await call
    assert isinstance(reply, Reply)
    assert reply.value == Verdict(mood="good", why="sun")
    assert any("no end" in note for note in reply.notes)


async def test_a_stall_before_anything_usable_is_a_timeout_that_says_it_had_begun() -> None:
    clock = NappingClock()
    begin = fake.event({"content": '{"mood": "go'})
    async with serving(fake.streams(begin)) as endpoint, model_of(endpoint, clock) as model:
        call = begun(model)
        await arrives(endpoint, "go", model)
        await clock.advance(60)
        error = await call
    assert isinstance(error, ModelTimeout)
    assert "no end" in str(error)


async def test_a_broken_stream_whose_endpoint_is_gone_keeps_what_was_written() -> None:
    begin = fake.event({"content": '{"mood": "good", "why": "sun", "marks"'})
    reply, _ = await run(fake.flows(begin), fake.hangs_up, waits=True)
    assert value_of(reply) == Verdict(mood="good", why="sun")


async def test_a_cancelled_call_leaves_the_connection_so_that_the_server_stops() -> None:
    clock = NappingClock()
    begin = fake.event({"content": "{"})
    async with serving(fake.streams(begin)) as endpoint, model_of(endpoint, clock) as model:
        call = asyncio.create_task(model.complete(asked()))
        await arrives(endpoint, "{", model)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await endpoint.left.wait()
        assert endpoint.left.is_set()


async def test_the_limit_follows_the_speed_the_endpoint_tells() -> None:
    clock = NappingClock()
    answer = fake.flows(fake.written(GOOD, timings=TIMINGS))
    async with serving(answer) as endpoint, model_of(endpoint, clock, limit=None) as model:
        assert model.expected_seconds(3_500, 700) is None
        assert model.patience(3_500, 700) >= FIRST_NEAR
        assert (await model.complete(asked())).value == VERDICT
    # 10 tokens a second read, 2 a second written: 1,000 tokens of prompt and the usual 20 of an answer
    expected = model.expected_seconds(3_500, 700)
    assert expected == pytest.approx(100 + 10)
    assert model.patience(3_500, 700) == pytest.approx(3 * (100 + 350))
    assert model.patience(10, 2) == SHORTEST + 3


async def test_silence_teaches_that_the_endpoint_is_slower() -> None:
    clock = NappingClock()
    answers = (
        fake.flows(fake.written(GOOD, timings={**TIMINGS, "prompt_n": 900, "prompt_ms": 90.0})),
        fake.streams(),
    )
    async with serving(*answers) as endpoint, model_of(endpoint, clock, limit=None) as model:
        await model.complete(asked())
        before = model.patience(350, 10)
        call = begun(model)
        await endpoint.arrived.get()
        await endpoint.arrived.get()
        await clock.advance(before)
        assert isinstance(await call, ModelTimeout)
        assert model.patience(350, 10) > 2 * before


def test_a_wait_behind_others_makes_the_next_answer_no_longer_to_expect_but_silence_is_borne() -> None:
    alone, queued = EndpointPace(near=True), EndpointPace(near=True)
    for pace, silence in ((alone, 10.0), (queued, 400.0)):
        timing = AnswerTiming(
            read=1_000, reading=10.0, written=100, writing=20.0, whole=silence + 20, streamed=True,
            prompt=1_000, silence=silence,
        )  # fmt: skip
        pace.add(timing, 700)
    assert queued.expected(2_000, 700) == alone.expected(2_000, 700) == 40.0
    assert alone.first_token(2_000, 700) == 60.0
    assert queued.first_token(2_000, 700) == 1_800.0


async def slow_turn(*behaviours: Behaviour) -> tuple[Reply[Verdict] | ModelError, list[JsonValue]]:
    """A call to an endpoint that was seen to write two tokens a second; the room that each request gave."""
    slow = fake.flows(fake.written(GOOD, timings=TIMINGS))
    async with serving(slow, *behaviours) as endpoint, model_of(endpoint, NappingClock()) as model:
        await model.complete(asked())
        reply = await caught(model.complete(asked()))
        return reply, [body["max_tokens"] for body in endpoint.bodies[1:]]


async def test_where_more_room_would_take_minutes_what_was_said_in_whole_sentences_counts() -> None:
    long_winded = '{"mood": "good", "why": "It is warm. And dry! The sun has been'
    reply, room = await slow_turn(fake.flows(fake.written(long_winded, finish="length")))
    assert isinstance(reply, Reply)
    assert (reply.value.why, reply.unfinished, room) == ("It is warm. And dry!", True, [700])


async def test_where_not_one_sentence_was_said_it_is_asked_for_in_the_same_room() -> None:
    begun_only = fake.flows(fake.written('{"mood": "good", "why": "The sun has', finish="length"))
    reply, room = await slow_turn(begun_only, fake.flows(STREAM))
    assert (value_of(reply), room) == (VERDICT, [700, 700])


async def test_an_answer_that_goes_round_is_not_given_more_room() -> None:
    said = "I would go if a friend came along, and if not then I would stay at home with the dog. "
    round_and_round = fake.says('{"mood": "good", "why": "' + said * 4, finish="length")
    reply, endpoint = await run(round_and_round, fake.says(GOOD), request=asked(Purpose("b", Urgency.AWAITED)))
    assert (value_of(reply), [body["max_tokens"] for body in endpoint.bodies]) == (VERDICT, [700, 700])


async def test_an_answer_of_nothing_but_blanks_is_not_waited_for_to_its_end() -> None:
    blanks = fake.streams(fake.event({"content": '{"mood": '}), fake.event({"content": "\n  " * 80}))  # and no end
    reply, room = await slow_turn(blanks, fake.flows(STREAM))
    assert (value_of(reply), room) == (VERDICT, [700, 700])
