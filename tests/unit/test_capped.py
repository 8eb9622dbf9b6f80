"""A model under a day's cap: every call counted, those under way too, and none made beyond the cap."""

import asyncio
from dataclasses import dataclass, field
from typing import cast

import pytest

from bot.capped import Capped
from troupe.errors import ModelError, ModelMalformed
from troupe.frozen import Frozen
from troupe.llm.port import LLM, Message, Request
from troupe.llm.scripted import Scripted
from troupe.ports import Budgets, Cap
from troupe.worlds.turn import Estimate, Usage


class Said(Frozen):
    """An answer."""

    text: str


@dataclass
class Day:
    """As much of the budgets as is called."""

    spent: list[Usage] = field(default_factory=list[Usage])

    async def allows(self, cap: Cap, estimate: Estimate) -> bool:
        return cap.tokens is None or sum(usage.tokens for usage in self.spent) + estimate.tokens <= cap.tokens

    async def count(self, usage: Usage) -> None:
        self.spent.append(usage)


def capped(llm: LLM, day: Day, tokens: int) -> Capped:
    return Capped(llm, cast("Budgets", day), Cap(tokens=tokens))


REQUEST = Request(messages=(Message("user", "Hi?"),), output=Said, purpose="test", seed=1, max_tokens=100)


async def test_calls_are_counted_and_stop_at_the_cap() -> None:
    day, model = Day(), Scripted(otherwise={"text": "Hi."})
    llm = capped(model, day, 102)
    assert (await llm.complete(REQUEST)).value.text == "Hi."
    assert [usage.calls for usage in day.spent] == [1]
    with pytest.raises(ModelError, match="no room left"):
        await llm.complete(REQUEST)
    assert len(model.requests) == len(day.spent) == 1
    assert (llm.name, llm.stand_in) == (model.name, False)


async def test_what_is_under_way_is_counted_too() -> None:
    day, gate = Day(), asyncio.Event()
    model = Scripted(otherwise={"text": "Hi."}, gate=gate)
    llm = capped(model, day, 110)
    first = asyncio.ensure_future(llm.complete(REQUEST))
    await model.asked(1)
    with pytest.raises(ModelError, match="no room left"):
        await llm.complete(REQUEST)
    gate.set()
    assert (await first).value.text == "Hi."


async def test_a_failed_call_counts_what_it_cost() -> None:
    day = Day()
    llm = capped(Scripted(otherwise=ModelMalformed("half", usage=Usage(calls=2, tokens_in=7))), day, 1000)
    with pytest.raises(ModelMalformed):
        await llm.complete(REQUEST)
    assert day.spent == [Usage(calls=2, tokens_in=7)]
