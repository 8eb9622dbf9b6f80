"""Iterative proportional fitting ("raking"): the table nearest to a first guess that has the wanted sums.

The procedure of W. E. Deming and F. F. Stephan, "On a least squares adjustment of a sampled frequency table
when the expected marginal totals are known", Annals of Mathematical Statistics 11 (1940): scale every group of
cells to its wanted sum, one kind of group after the other, until nothing moves. Cells that are zero stay zero;
the odds ratios of the first guess, which carry how the fields hang together, are kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_SWEEPS = 200
CLOSE = 1e-6
"""People. A table whose sums are all this near to what is wanted is done."""

Matrix = list[list[float]]


@dataclass(frozen=True, slots=True)
class RakedGroup:
    """Rows that together must hold these numbers of people in each column."""

    rows: tuple[int, ...]
    wanted: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Raked:
    """The fitted table, its sweeps, and how many people its worst sum is off. It is off by more than CLOSE where
    what is wanted contradicts itself."""

    cells: Matrix
    sweeps: int
    off: float


def rake(
    guess: Sequence[Sequence[float]],
    rows: Sequence[float],
    columns: Sequence[float],
    tables: Sequence[Sequence[RakedGroup]] = (),
) -> Raked:
    """The table with these sums of rows and of columns, and of the groups of rows that joint tables ask for.

    Ends after MOST_SWEEPS at the latest. The columns are fitted before the rows, so that a table which cannot
    have everything departs from the joint tables first.
    """
    cells = [list(row) for row in guess]
    off, sweep = 0.0, 0
    for sweep in range(1, MOST_SWEEPS + 1):
        before = off
        for table in tables:
            for group in table:
                _fit_columns(cells, group.rows, group.wanted)
        _fit_columns(cells, range(len(cells)), columns)
        _fit_rows(cells, rows)
        off = _off(cells, columns, tables)
        if off < CLOSE or (sweep > 20 and abs(before - off) < CLOSE * 1e-3):
            break
    return Raked(cells, sweep, off)


def _fit_rows(cells: Matrix, goals: Sequence[float]) -> None:
    for row, number in zip(cells, goals, strict=True):
        total = sum(row)
        if total > 0:
            factor = number / total
            row[:] = [cell * factor for cell in row]


def _fit_columns(cells: Matrix, rows: Sequence[int], goals: Sequence[float]) -> None:
    totals = [sum(column) for column in zip(*(cells[i] for i in rows), strict=True)]
    factors = [number / total if total > 0 else 0.0 for number, total in zip(goals, totals, strict=True)]
    for i in rows:
        cells[i] = [cell * factor for cell, factor in zip(cells[i], factors, strict=True)]


def _off(cells: Matrix, columns: Sequence[float], tables: Sequence[Sequence[RakedGroup]]) -> float:
    worst = 0.0
    for group in (RakedGroup(tuple(range(len(cells))), tuple(columns)), *(g for table in tables for g in table)):
        totals = [sum(column) for column in zip(*(cells[i] for i in group.rows), strict=True)]
        worst = max(worst, *(abs(a - b) for a, b in zip(totals, group.wanted, strict=True)))
    return worst
