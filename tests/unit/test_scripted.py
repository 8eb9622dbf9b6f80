"""The scripted model: it answers by the script, and a test that departs from it fails."""

import asyncio
from typing import Any

import pytest
from pydantic import BaseModel

from tests.unit.purposes import spoken_to
from troupe.core.errors import ModelRefused
from troupe.llm.port.llm import LLM, Message, Request
from troupe.llm.scripted_model import OffScript, Scripted


class Word(BaseModel):
    word: str


def asked(person: str = "lisa", purpose: str = "turn", seed: int = 1) -> Request[Word]:
    return Request(
        messages=(Message("user", "Say a word"),),
        output=Word,
        purpose=spoken_to(purpose),
        seed=seed,
        person=person,
    )


async def test_replies_come_in_order_by_person_and_purpose() -> None:
    def named(request: Request[Any]) -> dict[str, Any]:
        return {"word": f"{request.person}{request.seed}"}

    script = {("lisa", "turn"): [Word(word="a"), {"word": "b"}], ("oscar", "turn"): ['{"word": "c"}', named]}
    with Scripted(script) as llm:
        port: LLM = llm
        words = [(await port.complete(asked(person))).value.word for person in ("oscar", "lisa", "oscar", "lisa")]
        assert words == ["c", "a", "oscar1", "b"]
        assert [request.person for request in llm.requests] == ["oscar", "lisa", "oscar", "lisa"]


async def test_an_exception_is_raised_and_counts_as_used() -> None:
    llm = Scripted({("lisa", "turn"): [ModelRefused("no")]})
    with pytest.raises(ModelRefused):
        await llm.complete(asked())
    llm.assert_exhausted()


async def test_replies_left_over_fail_the_test() -> None:
    with (
        pytest.raises(OffScript, match="left over for lisa/turn: 1"),
        Scripted({("lisa", "turn"): [Word(word="a")]}),
    ):
        pass


async def test_an_unknown_request_fails_even_if_its_error_was_swallowed() -> None:
    llm = Scripted()
    with pytest.raises(OffScript):
        await llm.complete(asked("oscar"))
    with pytest.raises(OffScript, match="no reply for oscar/turn"):
        llm.assert_exhausted()


async def test_the_error_of_the_test_itself_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), Scripted({("lisa", "turn"): [Word(word="a")]}):
        _ = 1 / 0


async def test_otherwise_answers_those_without_a_script() -> None:
    with Scripted({("lisa", "turn"): [Word(word="a")]}, otherwise=Word(word="z")) as llm:
        llm.add("oscar", "turn", Word(word="b"))
        people = ("lisa", "oscar", "eva", "lisa")
        assert [(await llm.complete(asked(person))).value.word for person in people] == ["a", "b", "z", "z"]


async def test_requests_wait_at_the_gate_and_can_be_waited_for() -> None:
    gate = asyncio.Event()
    with Scripted({("lisa", "turn"): [Word(word="first"), Word(word="second")]}, gate=gate) as llm:
        calls = [asyncio.create_task(llm.complete(asked(seed=seed))) for seed in (1, 2)]
        await llm.asked(2)
        assert not any(call.done() for call in calls)
        gate.set()
        replies = await asyncio.gather(*calls)
        assert [reply.value.word for reply in replies] == ["first", "second"], "by arrival, whoever passes first"
        assert replies[0].request_hash != replies[1].request_hash
        assert replies[0].usage.tokens > 0
