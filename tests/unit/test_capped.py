"""A model under a day's cap: every call reserved before it is made, settled after it, none made beyond the cap."""

import asyncio

import pytest

from tests.unit.ledgers import counted
from tests.unit.purposes import spoken_to
from troupe.core.clock import ManualClock
from troupe.core.errors import ModelError, ModelMalformed, OverBudget
from troupe.core.frozen import Frozen
from troupe.core.usage import Usage
from troupe.llm.ledger.memory_ledger import MemoryLedger
from troupe.llm.port.llm import Message, Request
from troupe.llm.scripted_model import Scripted
from troupe.ports import Cap, ModelCall, Reservation


class Said(Frozen):
    """An answer."""

    text: str


REQUEST = Request(
    messages=(Message("user", "Hi?"),),
    output=Said,
    purpose=spoken_to("test"),
    seed=1,
    max_tokens=100,
)


@pytest.fixture
def ledger(clock: ManualClock) -> MemoryLedger:
    return MemoryLedger(clock)


async def test_calls_are_counted_and_stop_at_the_cap(ledger: MemoryLedger) -> None:
    model = Scripted(otherwise={"text": "Hi."})
    llm = counted(model, Cap(tokens=102), ledger)
    assert (await llm.complete(REQUEST)).value.text == "Hi."
    assert ledger.usage.calls == 1
    with pytest.raises(OverBudget, match="no room left"):
        await llm.complete(REQUEST)
    assert len(model.requests) == ledger.usage.calls == 1
    assert (llm.name, llm.stand_in) == (model.name, False)


async def test_what_is_under_way_anywhere_is_counted_too(ledger: MemoryLedger) -> None:
    gate = asyncio.Event()
    model = Scripted(otherwise={"text": "Hi."}, gate=gate)
    cap = Cap(tokens=350)
    calls = [asyncio.ensure_future(counted(model, cap, ledger).complete(REQUEST)) for _ in range(12)]
    await model.asked(3)
    gate.set()
    ends = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(end) for end in ends if isinstance(end, ModelError)] == [OverBudget] * 9
    assert len(model.requests) == ledger.usage.calls == 3


async def test_a_failed_call_counts_what_it_cost(ledger: MemoryLedger) -> None:
    failing = Scripted(otherwise=ModelMalformed("half", usage=Usage(calls=2, tokens_in=7)))
    with pytest.raises(ModelMalformed):
        await counted(failing, Cap(tokens=1000), ledger).complete(REQUEST)
    assert ledger.usage == Usage(calls=2, tokens_in=7)


async def test_a_failure_that_cost_nothing_gives_its_reservation_back(ledger: MemoryLedger) -> None:
    model = Scripted({("", "test"): [ModelError("no route")]}, otherwise={"text": "Hi."})
    llm = counted(model, Cap(tokens=101), ledger)
    with pytest.raises(ModelError, match="no route"):
        await llm.complete(REQUEST)
    assert (await llm.complete(REQUEST)).value.text == "Hi."


async def test_a_call_cut_off_has_cost_its_estimate(ledger: MemoryLedger) -> None:
    model = Scripted(otherwise={"text": "Hi."}, gate=asyncio.Event())
    llm = counted(model, Cap(), ledger)
    call = asyncio.ensure_future(llm.complete(REQUEST))
    await model.asked(1)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert ledger.usage.tokens == llm.estimate(3, 100).tokens == 101


class SlowLedger(MemoryLedger):
    """Books only when it is let."""

    def __init__(self) -> None:
        super().__init__(ManualClock())
        self.asked = asyncio.Event()
        self.gate = asyncio.Event()

    async def reserve(self, call: ModelCall, cap: Cap, lease: float) -> Reservation | None:
        self.asked.set()
        await self.gate.wait()
        return await super().reserve(call, cap, lease)

    async def settle(self, reservation: Reservation, usage: Usage) -> None:
        self.asked.set()
        await self.gate.wait()
        await super().settle(reservation, usage)


async def test_whoever_is_cancelled_while_reserving_holds_nothing() -> None:
    ledger, model = SlowLedger(), Scripted(otherwise={"text": "Hi."})
    call = asyncio.ensure_future(counted(model, Cap(tokens=101), ledger).complete(REQUEST))
    await ledger.asked.wait()
    call.cancel()
    await asyncio.sleep(0)
    ledger.gate.set()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert (model.requests, ledger.usage) == ([], Usage())
    assert (await counted(model, Cap(tokens=101), ledger).complete(REQUEST)).value.text == "Hi."


async def test_what_a_call_cost_is_booked_though_its_caller_is_cancelled_meanwhile() -> None:
    ledger, model = SlowLedger(), Scripted(otherwise={"text": "Hi."})
    ledger.gate.set()
    call = asyncio.ensure_future(counted(model, Cap(), ledger).complete(REQUEST))
    await model.asked(1)
    ledger.gate.clear()
    ledger.asked.clear()
    await ledger.asked.wait()
    call.cancel()
    await asyncio.sleep(0)
    ledger.gate.set()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert ledger.usage.calls == 1


async def test_each_day_has_its_own_room(clock: ManualClock, ledger: MemoryLedger) -> None:
    llm = counted(Scripted(otherwise={"text": "Hi."}), Cap(tokens=102), ledger)
    await llm.complete(REQUEST)
    await clock.advance(86_400)
    await llm.complete(REQUEST)
    assert ledger.usage.calls == 2
