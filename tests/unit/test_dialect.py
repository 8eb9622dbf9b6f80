"""What is learned of an endpoint by calls side by side: nothing one call found out is forgotten for another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troupe.llm.openai.endpoint_dialect import Dialect, Rung

LIMITS = ("max_tokens", "max_completion_tokens", "")
DIALECTS = st.builds(
    Dialect,
    rung=st.sampled_from(Rung),
    counts=st.booleans(),
    limit=st.sampled_from(LIMITS),
    seed=st.booleans(),
    temperature=st.booleans(),
    system=st.booleans(),
)
REFUSALS = [
    Dialect(rung=Rung.TEXT),
    Dialect(limit="max_completion_tokens"),
    Dialect(limit=""),
    Dialect(seed=False),
    Dialect(temperature=False),
    Dialect(system=False),
]


@pytest.mark.parametrize("learned", REFUSALS)
def test_what_one_call_learned_stands_whatever_another_still_believes(learned: Dialect) -> None:
    assert learned.meet(Dialect()) == Dialect().meet(learned) == learned


@given(DIALECTS, DIALECTS, DIALECTS)
def test_it_does_not_matter_which_call_comes_back_first(one: Dialect, other: Dialect, third: Dialect) -> None:
    assert one.meet(other) == other.meet(one)
    assert one.meet(other).meet(third) == one.meet(other.meet(third))
    assert one.meet(one) == one


@given(DIALECTS, DIALECTS)
def test_both_know_what_the_meeting_takes(one: Dialect, other: Dialect) -> None:
    both = one.meet(other)
    assert both.rung == max(one.rung, other.rung)
    assert LIMITS.index(both.limit) == max(LIMITS.index(one.limit), LIMITS.index(other.limit))
    assert (both.counts, both.seed, both.temperature, both.system) == (
        one.counts and other.counts,
        one.seed and other.seed,
        one.temperature and other.temperature,
        one.system and other.system,
    )
