"""Calls of the model client against a misbehaving endpoint, with every pause in our hands."""

import asyncio
import random
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Literal

from pydantic import BaseModel

from tests.unit.fake_endpoint import Behaviour, Endpoint, NappingClock, serving
from troupe.core.clock import settle
from troupe.core.errors import (
    ModelError,
)
from troupe.core.urgency import Urgency
from troupe.llm.openai.openai_model import OpenAIModel
from troupe.llm.port.llm import Message, Reply, Request
from troupe.llm.port.purpose import Purpose

KEY = "sk-proj-verysecretkey1234"


class Verdict(BaseModel):
    """What the tests ask for."""

    mood: Literal["good", "bad"]
    why: str
    marks: list[int] = []


GOOD = '{"mood": "good", "why": "sun", "marks": [1]}'
VERDICT = Verdict(mood="good", why="sun", marks=[1])
LIMIT = 60.0
SPOKEN = Purpose("test", Urgency.SPOKEN_TO)


def asked(purpose: Purpose = SPOKEN, **changes: Any) -> Request[Verdict]:
    messages = (Message("system", "You judge the weather, every day anew."), Message("user", "How is it today?"))
    return Request(messages=messages, output=Verdict, purpose=purpose, seed=7, **changes)


@asynccontextmanager
async def model_of(endpoint: Endpoint, clock: NappingClock, **options: Any) -> AsyncGenerator[OpenAIModel]:
    options = {"api_key": KEY, "rng": random.Random(1), "limit": LIMIT, **options}
    model = OpenAIModel("m", base_url=endpoint.base_url, clock=clock, **options)
    try:
        yield model
    finally:
        await model.close()


async def run(
    *behaviours: Behaviour, request: Request[Verdict] | None = None, waits: bool = False
) -> tuple[Reply[Verdict] | ModelError, Endpoint]:
    """One call against these behaviours; with `waits`, every pause between attempts passes at once."""
    clock = NappingClock()
    async with serving(*behaviours) as endpoint, model_of(endpoint, clock) as model:
        call = asyncio.create_task(caught(model.complete(request or asked())))
        if waits:
            await pass_pauses(call, clock)
        return await call, endpoint


async def caught(call: Coroutine[Any, Any, Reply[Verdict]]) -> Reply[Verdict] | ModelError:
    try:
        return await call
    except ModelError as error:
        return error


async def pass_pauses(call: asyncio.Task[Any], clock: NappingClock) -> None:
    """Let each pause pass as soon as it begins; the first sleeper is the limit of the whole call."""
    assert await clock.naps.get() == LIMIT
    while not call.done():
        nap = asyncio.ensure_future(clock.naps.get())
        await asyncio.wait({call, nap}, return_when=asyncio.FIRST_COMPLETED)
        if nap.done():
            await settle()
            await clock.advance(nap.result())
        else:
            nap.cancel()
            await asyncio.gather(nap, return_exceptions=True)


def value_of(outcome: Reply[Verdict] | ModelError) -> Verdict:
    assert isinstance(outcome, Reply), outcome
    return outcome.value
