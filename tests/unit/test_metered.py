"""Estimates that learn from reports: an endpoint that counts more than we expected is believed at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.purposes import spoken_to
from troupe.core.errors import ModelMalformed
from troupe.core.frozen import Frozen
from troupe.core.usage import Estimate, Usage
from troupe.llm.ledger.estimate_learning import REMEMBERED
from troupe.llm.ledger.metered_model import Metered
from troupe.llm.port.llm import Message, Reply, Request, T
from troupe.llm.scripted_model import Scripted
from troupe.llm.understudy import Understudy


class Said(Frozen):
    """An answer."""

    text: str


class Counting(Scripted):
    """Reports so many times the tokens that are usual, and so many of the answer; a cent for a thousand tokens."""

    def __init__(self, times: float, tokens_out: int = 20, notes: tuple[str, ...] = ()) -> None:
        super().__init__(otherwise={"text": "Hi."})
        self.times = times
        self.tokens_out = tokens_out
        self.notes = notes

    def estimate(self, prompt_chars: int, max_tokens: int) -> Estimate:
        usual = super().estimate(prompt_chars, max_tokens)
        return Estimate(tokens=usual.tokens, usd=usual.tokens / 100_000)

    async def complete(self, request: Request[T]) -> Reply[T]:
        reply = await super().complete(request)
        usage = Usage(calls=1, tokens_in=round(reply.usage.tokens_in * self.times), tokens_out=self.tokens_out)
        return Reply(reply.value, usage, reply.model, reply.request_hash, notes=self.notes)


def asked(chars: int, max_tokens: int = 700) -> Request[Said]:
    words = (Message("user", "x" * chars),)
    return Request(messages=words, output=Said, purpose=spoken_to("turn"), seed=1, max_tokens=max_tokens)


@given(
    times=st.floats(1.0, 6.0),
    first=st.integers(500, 60_000),
    later=st.integers(500, 60_000),
    tokens_out=st.integers(0, 9_000),
)
async def test_from_its_first_report_on_a_dear_endpoint_is_estimated_as_it_counts(
    times: float, first: int, later: int, tokens_out: int
) -> None:
    llm = Metered(Counting(times, tokens_out))
    await llm.complete(asked(first))
    estimate = llm.estimate(later, 700)
    used = (await llm.complete(asked(later))).usage
    assert estimate.tokens >= used.tokens - 0.01 * used.tokens_in  # but for rounding
    assert estimate.usd == pytest.approx(estimate.tokens / 100_000, rel=0.01)


async def test_one_that_counts_as_expected_or_less_is_estimated_as_ever() -> None:
    for times in (0.3, 1.0):
        plain = Counting(times)
        llm = Metered(plain)
        before = llm.estimate(8_000, 700)
        await llm.complete(asked(3_500))
        assert llm.estimate(8_000, 700) == before == plain.estimate(8_000, 700)


async def test_of_another_kind_of_call_the_density_is_known_and_not_the_length_of_answers() -> None:
    llm = Metered(Counting(2.0, tokens_out=2_000))
    await llm.complete(asked(8_000))
    assert llm.estimate(8_000, 700).tokens == 4_000 + 2_000
    assert llm.estimate(8_000, 400).tokens == 4_000 + 400


async def test_a_short_question_says_nothing_of_long_ones() -> None:
    model = Counting(40.0)
    llm = Metered(model)
    await llm.complete(asked(35, max_tokens=100))
    model.times = 1.0
    await llm.complete(asked(40_000))
    assert llm.estimate(40_000, 700).tokens == 10_700


async def test_what_an_endpoint_did_not_report_teaches_nothing() -> None:
    llm = Metered(Counting(3.0, notes=("usage estimated",)))
    await llm.complete(asked(8_000))
    assert llm.estimate(8_000, 700).tokens == 2_700


async def test_one_dear_answer_is_outlived() -> None:
    model = Counting(5.0)
    llm = Metered(model)
    await llm.complete(asked(8_000))
    model.times = 1.0
    for _ in range(REMEMBERED - 1):
        await llm.complete(asked(8_000))
    assert llm.estimate(8_000, 700).tokens == 10_700
    await llm.complete(asked(8_000))
    assert llm.estimate(8_000, 700).tokens == 2_700


async def test_a_failed_call_is_counted_and_taught_from_too() -> None:
    spent = Usage(calls=2, tokens_in=6_000, tokens_out=90)
    llm = Metered(Scripted(otherwise=ModelMalformed("half", usage=spent)))
    with pytest.raises(ModelMalformed):
        await llm.complete(asked(8_000))
    assert llm.usage == spent
    assert llm.estimate(8_000, 700).tokens == 6_000 + 700


async def test_the_understudy_stays_free() -> None:
    llm = Metered(Understudy())
    await llm.complete(asked(8_000))
    assert llm.estimate(8_000, 700) == Estimate(tokens=0, usd=0.0)
