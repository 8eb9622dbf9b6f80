"""The line at an endpoint: who was spoken to is let in first, and takes the place of what nobody waits for."""

import asyncio

import pytest
from pydantic import JsonValue

from tests.unit import fake_endpoint as fake
from tests.unit.fake_endpoint import Endpoint, NappingClock, serving
from tests.unit.model_calls import GOOD, VERDICT, Verdict, asked, caught, model_of, value_of
from troupe.core.clock import settle
from troupe.core.errors import ModelError
from troupe.core.urgency import Urgency
from troupe.llm.openai.endpoint_places import EndpointPlaces, GaveWay, HeldPlace
from troupe.llm.openai.openai_model import GIVES_WAY, OpenAIModel
from troupe.llm.port.llm import Reply, Request
from troupe.llm.port.purpose import Purpose

ONE_SLOT: dict[str, JsonValue] = {"/props": {"total_slots": 1}}


Call = asyncio.Task[Reply[Verdict] | ModelError]


class Line:
    """Callers at places, and who has had one, in order."""

    def __init__(self, size: int) -> None:
        self.places = EndpointPlaces(size)
        self.served: list[str] = []
        self.gates: dict[str, asyncio.Event] = {}

    def call(self, name: str, urgency: Urgency, *, gives_way: bool = False) -> "asyncio.Task[None]":
        self.gates[name] = asyncio.Event()

        async def work() -> None:
            self.served.append(name)
            await self.gates[name].wait()

        async def held() -> None:
            async with self.places.held(urgency, gives_way=gives_way) as place:
                await place.used(work())

        return asyncio.create_task(held())

    async def end(self, *calls: "asyncio.Task[None]") -> None:
        for gate in self.gates.values():
            gate.set()
        await asyncio.gather(*calls, return_exceptions=True)


async def test_with_one_place_who_was_spoken_to_goes_before_all_that_waits() -> None:
    line = Line(1)
    calls = [line.call(f"screening {number}", Urgency.BACKGROUND) for number in range(5)]
    await settle()
    calls.append(line.call("summary", Urgency.AWAITED))
    calls.append(line.call("turn", Urgency.SPOKEN_TO))
    await settle()
    assert line.served == ["screening 0"]
    for name in ("screening 0", "turn", "summary"):
        line.gates[name].set()
        await settle()
    assert line.served == ["screening 0", "turn", "summary", "screening 1"]
    await line.end(*calls)
    assert line.served[3:] == [f"screening {number}" for number in range(1, 5)]


async def test_a_place_that_gives_way_is_taken_back_once_for_each_who_was_spoken_to() -> None:
    line = Line(2)
    background = [line.call(f"screening {number}", Urgency.BACKGROUND, gives_way=True) for number in range(3)]
    await settle()
    turn = line.call("turn", Urgency.SPOKEN_TO)
    await settle()
    assert line.served == ["screening 0", "screening 1", "turn"]
    assert [call.done() for call in background] == [False, True, False]
    with pytest.raises(GaveWay):
        await background[1]
    await line.end(*background, turn)


@pytest.mark.parametrize("urgency", [Urgency.AWAITED, Urgency.BACKGROUND])
async def test_nobody_gives_way_to_what_nobody_was_spoken_to_for(urgency: Urgency) -> None:
    line = Line(1)
    first = line.call("first", Urgency.BACKGROUND, gives_way=True)
    await settle()
    second = line.call("second", urgency)
    await settle()
    assert line.served == ["first"]
    await line.end(first, second)
    assert line.served == ["first", "second"]


async def test_whoever_is_cancelled_in_line_leaves_their_place_to_the_next() -> None:
    line = Line(1)
    calls = [line.call(name, Urgency.SPOKEN_TO) for name in ("first", "second", "third")]
    await settle()
    line.gates["first"].set()
    calls[1].cancel()
    await settle()
    assert line.served[-1] == "third"
    await line.end(*calls)
    async with line.places.held(Urgency.BACKGROUND) as place:
        assert isinstance(place, HeldPlace)
    assert line.places.rounds == 1


async def test_who_is_spoken_to_counts_only_those_who_are_in_front() -> None:
    line = Line(1)
    calls = [line.call(str(number), Urgency.BACKGROUND) for number in range(9)]
    await settle()
    assert line.places.rounds == 1
    calls.append(line.call("turn", Urgency.SPOKEN_TO))
    await settle()
    assert line.places.rounds == 2
    await line.end(*calls)


def request_of(word: str, urgency: Urgency) -> Request[Verdict]:
    return asked(purpose=Purpose(word, urgency))


async def at_home(model: OpenAIModel, endpoint: Endpoint) -> tuple[Call, Call]:
    """A screening under way, and somebody spoken to meanwhile; the endpoint has one slot."""
    screening = asyncio.create_task(caught(model.complete(request_of("screening", Urgency.BACKGROUND))))
    await endpoint.arrived.get()
    turn = asyncio.create_task(caught(model.complete(request_of("turn", Urgency.SPOKEN_TO))))
    return screening, turn


async def test_at_a_server_with_one_slot_a_screening_stands_back_and_is_made_again() -> None:
    clock = NappingClock()
    behaviours = (fake.streams(), fake.says(GOOD), fake.says(GOOD))
    async with serving(*behaviours, pages=ONE_SLOT) as endpoint, model_of(endpoint, clock) as model:
        screening, turn = await at_home(model, endpoint)
        assert [value_of(await turn), value_of(await screening)] == [VERDICT, VERDICT]
        assert len(endpoint.bodies) == 3


async def test_a_call_gives_way_a_few_times_only() -> None:
    clock = NappingClock()
    behaviours = [fake.streams(), fake.says(GOOD)] * GIVES_WAY
    async with (
        serving(*behaviours, fake.streams(), pages=ONE_SLOT) as endpoint,
        model_of(endpoint, clock) as model,
    ):
        screening = asyncio.create_task(caught(model.complete(request_of("screening", Urgency.BACKGROUND))))
        for _ in range(GIVES_WAY):
            await endpoint.arrived.get()
            assert isinstance(await model.complete(request_of("turn", Urgency.SPOKEN_TO)), Reply)
            await endpoint.arrived.get()
        await endpoint.arrived.get()
        turn = asyncio.create_task(caught(model.complete(request_of("turn", Urgency.SPOKEN_TO))))
        await settle()
        assert (turn.done(), len(endpoint.bodies)) == (False, 2 * GIVES_WAY + 1)
        for call in (screening, turn):
            call.cancel()
        await asyncio.gather(screening, turn, return_exceptions=True)
