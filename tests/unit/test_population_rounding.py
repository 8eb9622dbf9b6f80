"""Raking and controlled rounding: sums are met, zeros stay, nothing moves by a person, and all of it ends."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from troupe.people.population.drawing.controlled_rounding import UNIT, Unplaceable, controlled, rounded, settled
from troupe.people.population.drawing.raking import CLOSE, RakedGroup, rake
from troupe.people.population.spec.shares import quotas, scaled

Table = list[list[float]]


def sums(table: list[list[int]] | Table) -> tuple[list[float], list[float]]:
    """Of the rows and of the columns."""
    return [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, list[int], list[int]]:
    """A first guess with zeros in it, and whole sums that some table with the same zeros has."""
    height, width = draw(st.integers(1, 9)), draw(st.integers(1, 6))
    cell = st.sampled_from([0.0, 0.0, 1.0]) | st.floats(0.001, 50)
    guess = [[draw(cell) for _ in range(width)] for _ in range(height)]
    possible = [[draw(st.integers(0, 6)) if weight else 0 for weight in row] for row in guess]
    return guess, [sum(row) for row in possible], [sum(column) for column in zip(*possible, strict=True)]


@given(tables(), st.integers(0, 9))
@settings(max_examples=150, deadline=None)
def test_every_row_and_column_comes_out_exactly_and_zeros_stay(
    case: tuple[Table, list[int], list[int]], seed: int
) -> None:
    guess, rows, columns = case
    fitted = rake(guess, rows, columns)
    whole = controlled(fitted.cells, rows, columns, random.Random(seed))
    assert sums(whole) == (rows, columns)
    for i, row in enumerate(whole):
        for j, cell in enumerate(row):
            assert cell >= 0
            assert guess[i][j] or not cell


@given(tables(), st.integers(0, 9))
@settings(max_examples=100, deadline=None)
def test_rounding_moves_no_cell_by_a_whole_person(case: tuple[Table, list[int], list[int]], seed: int) -> None:
    guess, rows, columns = case
    exact = settled(rake(guess, rows, columns).cells, rows, columns)
    whole = rounded(exact, random.Random(seed))
    for before, after in zip(exact, whole, strict=True):
        assert all(abs(a - b * UNIT) < UNIT for a, b in zip(before, after, strict=True))


@given(tables())
@settings(max_examples=60, deadline=None)
def test_raking_says_how_far_off_it_is(case: tuple[Table, list[int], list[int]]) -> None:
    guess, rows, columns = case
    raked = rake(guess, rows, columns)
    off = max(abs(a - b) for a, b in zip(sums(raked.cells)[1], columns, strict=True))
    assert off <= raked.off + 1e-9


def test_raking_keeps_how_the_fields_hang_together() -> None:
    """The odds ratio of the first guess is that of the fitted table (Deming and Stephan)."""
    ((a, b), (c, d)) = rake([[4, 1], [2, 3]], [30, 70], [45, 55]).cells
    assert (a * d) / (b * c) == pytest.approx((4 * 3) / (1 * 2))
    assert (a + b, c + d, a + c) == pytest.approx((30, 70, 45))


def test_raking_meets_several_tables_at_once() -> None:
    """Rows are (old, woman), (old, man), (young, woman), (young, man)."""
    by_age = [RakedGroup((0, 1), (12.0, 8.0)), RakedGroup((2, 3), (8.0, 22.0))]
    by_gender = [RakedGroup((0, 2), (11.0, 15.0)), RakedGroup((1, 3), (9.0, 15.0))]
    raked = rake([[1, 1]] * 4, [11, 9, 15, 15], [20, 30], [by_age, by_gender])
    assert raked.off < CLOSE
    assert raked.cells[0][0] + raked.cells[1][0] == pytest.approx(12, abs=1e-5)
    assert raked.cells[0][0] + raked.cells[2][0] == pytest.approx(11, abs=1e-5)


def test_rounding_is_fair() -> None:
    """Over many seeds a cell of 0.3 is rounded up three times in ten."""
    fitted, rows, columns = [[0.3, 0.7], [0.7, 0.3]], [1, 1], [1, 1]
    ups = sum(controlled(fitted, rows, columns, random.Random(seed))[0][0] for seed in range(2_000))
    assert 520 < ups < 680


def test_what_cannot_be_placed_is_said() -> None:
    with pytest.raises(Unplaceable) as error:
        controlled([[1.0, 0.0], [1.0, 0.0]], [2, 2], [1, 3], random.Random(0))
    assert (error.value.column, error.value.missing) == (1, 3)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=30).filter(any), st.integers(0, 3000))
def test_quotas_are_within_a_person_and_sum_to_all(weights: list[int], people: int) -> None:
    shares = list(scaled({str(i): float(weight) for i, weight in enumerate(weights)}).values())
    given_ = quotas(shares, people)
    assert sum(given_) == people
    for weight, number in zip(weights, given_, strict=True):
        assert abs(number - Fraction(weight * people, sum(weights))) < 1


def test_quotas_go_to_the_largest_remainders_and_in_a_tie_to_the_first() -> None:
    assert quotas([0.55, 0.27, 0.18], 10) == [5, 3, 2]
    assert quotas([0.25] * 4, 6) == [2, 2, 1, 1]
