"""The benchmark of what people remember: it plants what it says, and finds what is there."""

from benchmarks.planted_facts import Fate, planting
from benchmarks.remember import remember


def test_every_fact_has_a_value_of_its_own_and_corrections_come_last() -> None:
    plan = planting(16, ("Ana", "Ben"), 5)
    values = [value for fact in plan.facts for value in fact.values]
    assert len(set(values)) == len(values) == 20
    assert [line for _, line in plan.steps] == [0] * 16 + [1] * 4
    assert all(fact.values[-1].capitalize() in fact.lines[-1] for fact in plan.facts)
    assert planting(16, ("Ana", "Ben"), 5) == plan


async def test_a_short_scene_is_measured() -> None:
    figures = await remember(turns=12, facts=4, seed=2)
    assert [figures[name] for name in ("known", "not_known", "latest", "deleted")] == [1.0] * 4
    assert len(Fate) == 4


async def test_a_scene_goes_on_until_all_was_told() -> None:
    figures = await remember(turns=1, facts=4, seed=3)
    assert figures["known"] == 1.0
