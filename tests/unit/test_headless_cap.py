"""A headless world under a small cap, with a model that uses more than anyone expects."""

from typing import Any

from troupe import Cap, World
from troupe.core.usage import Usage
from troupe.llm.port.llm import Reply, Request, T
from troupe.llm.scripted_model import Scripted

SPOKEN: dict[str, Any] = {
    "floor": "speak",
    "actions": [{"type": "TALK", "content": "Soup is fine.", "target": ""}],
    "state": {},
}
OUT_OF_PART: dict[str, Any] = {
    **SPOKEN,
    "actions": [
        {"type": "TALK", "content": "As an AI language model, I can't eat. But soup is fine.", "target": ""}
    ],
}


class Dear(Scripted):
    """Reports twice the tokens of the prompt, and two thousand of the answer."""

    def __init__(self, reply: dict[str, Any]) -> None:
        super().__init__(otherwise=reply)
        self.served = 0

    async def complete(self, request: Request[T]) -> Reply[T]:
        reply = await super().complete(request)
        usage = Usage(calls=1, tokens_in=2 * reply.usage.tokens_in, tokens_out=2_000)
        self.served += usage.tokens
        return Reply(reply.value, usage, reply.model, reply.request_hash)


async def talked(model: Dear, cap: int) -> World:
    world = await World.open(["gerda-vollmann"], model=model, budget=Cap(tokens=cap))
    for number in range(12):
        await world.ask(f"What do you eat, {number}?")
    return world


async def test_only_the_first_call_of_a_dear_model_can_overrun_the_cap() -> None:
    model = Dear(SPOKEN)
    world = await talked(model, 40_000)
    assert 3 <= len(model.requests) < 12
    assert world.cost.tokens == model.served <= 40_000
    await world.close()


async def test_a_model_that_is_always_out_of_its_part_stays_under_the_cap_too() -> None:
    model = Dear(OUT_OF_PART)
    world = await talked(model, 60_000)
    assert len(model.requests) >= 4
    assert world.cost.tokens == model.served <= 60_000
    await world.close()
