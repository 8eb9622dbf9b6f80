"""From a fitted table to whole people: every row and column sum is met exactly, and no cell moves by a whole
person.

First the fitted table, which meets its sums only to many digits, is *settled*: written in units of a billionth
of a person so that the sums are exact. What does not fit is moved along augmenting paths (Ford and Fulkerson,
1956), which also finds out whether the sums can be met at all. Then it is *rounded* by L. H. Cox's procedure
("A constructive procedure for unbiased controlled rounding", Journal of the American Statistical Association
82, 1987): where a cell is not whole there is another in its row and in that one's column, so a closed path of
such cells can be walked; adding and taking the same amount along it changes no sum and makes at least one cell
whole. Each step settles a cell for good, so there are at most as many steps as cells; of the two directions one
is drawn such that every cell's expectation is its fitted number.
"""

import random
from collections import deque
from collections.abc import Sequence

UNIT = 1_000_000_000
"""Parts of a person."""

Matrix = list[list[int]]


class Unplaceable(Exception):
    """There is no table with these sums. `column` is one that cannot be filled, by `missing` people."""

    def __init__(self, column: int, missing: int) -> None:
        super().__init__(f"column {column} lacks {missing}")
        self.column = column
        self.missing = missing


def controlled(
    fitted: Sequence[Sequence[float]], rows: Sequence[int], columns: Sequence[int], rng: random.Random
) -> Matrix:
    """Whole numbers with exactly these sums; a cell that is zero stays so. Raises Unplaceable.

    Where the fitted table meets the sums, each cell is its number rounded up or down. Where it does not, the
    cells differ from it as far as the sums need.
    """
    return rounded(settled(fitted, rows, columns), rng)


def settled(fitted: Sequence[Sequence[float]], rows: Sequence[int], columns: Sequence[int]) -> Matrix:
    """The table in units, with exactly these sums (of people). Raises Unplaceable."""
    open_ = [[cell > 0 for cell in row] for row in fitted]
    cells = [[int(cell * UNIT) for cell in row] for row in fitted]
    cells = [_at_most(row, total * UNIT) for row, total in zip(cells, rows, strict=True)]
    cells_left = [
        _at_most(column, total * UNIT) for column, total in zip(zip(*cells, strict=True), columns, strict=True)
    ]
    cells = [list(row) for row in zip(*cells_left, strict=True)]
    short_rows = [total * UNIT - sum(row) for row, total in zip(cells, rows, strict=True)]
    short_columns = [total * UNIT - sum(column) for column, total in zip(cells_left, columns, strict=True)]
    _fill_directly(cells, open_, short_rows, short_columns)
    for i in range(len(cells)):
        while short_rows[i] > 0:
            path = _path(cells, open_, i, short_columns)
            if path is None:
                column = max(range(len(columns)), key=lambda j: short_columns[j])
                raise Unplaceable(column, -(-short_columns[column] // UNIT))
            _push(cells, path, short_rows, short_columns)
    return cells


def _at_most(numbers: Sequence[int], total: int) -> list[int]:
    """The numbers, the first of them lowered until they are no more than this together."""
    floors, over = list(numbers), sum(numbers) - total
    for at, number in enumerate(floors):
        if over <= 0:
            break
        floors[at] -= min(number, over)
        over -= min(number, over)
    return floors


def _fill_directly(
    cells: Matrix, open_: list[list[bool]], short_rows: list[int], short_columns: list[int]
) -> None:
    """Most of what is missing fits where a row and a column both lack it."""
    for i, row in enumerate(cells):
        for j in range(len(row)):
            more = min(short_rows[i], short_columns[j]) if open_[i][j] else 0
            row[j] += more
            short_rows[i] -= more
            short_columns[j] -= more


def _path(
    cells: Matrix, open_: list[list[bool]], start: int, short_columns: list[int]
) -> list[tuple[int, int, int]] | None:
    """The shortest way to bring more into row `start`: cells to add to (+1) and to take from (-1), alternately,
    ending in a column that lacks some."""
    came: dict[int, tuple[int, int] | None] = {start: None}  # row → the cell (row, column) it gave way for
    visited: set[int] = set()
    waiting = deque([start])
    while waiting:
        i = waiting.popleft()
        for j in range(len(short_columns)):
            if not open_[i][j] or j in visited:
                continue
            visited.add(j)
            if short_columns[j] > 0:
                return _walked_back(came, (i, j))
            for neighbour in range(len(cells)):
                if neighbour not in came and cells[neighbour][j] > 0:
                    came[neighbour] = (i, j)
                    waiting.append(neighbour)
    return None


def _walked_back(came: dict[int, tuple[int, int] | None], end: tuple[int, int]) -> list[tuple[int, int, int]]:
    path = [(*end, 1)]
    row = end[0]
    while (before := came[row]) is not None:
        path += [(row, before[1], -1), (*before, 1)]
        row = before[0]
    return path[::-1]


def _push(
    cells: Matrix, path: list[tuple[int, int, int]], short_rows: list[int], short_columns: list[int]
) -> None:
    start, end = path[0][0], path[-1][1]
    most = min(short_rows[start], short_columns[end], *(cells[i][j] for i, j, sign in path if sign < 0), UNIT**3)
    for i, j, sign in path:
        cells[i][j] += sign * most
    short_rows[start] -= most
    short_columns[end] -= most


def rounded(cells: Matrix, rng: random.Random) -> Matrix:
    """The table in whole people, each cell up or down, all sums kept. They must be whole."""
    cells = [list(row) for row in cells]
    broken_in_row = [{j for j, cell in enumerate(row) if cell % UNIT} for row in cells]
    broken_in_column = [{i for i, row in enumerate(cells) if row[j] % UNIT} for j in range(len(cells[0]))]
    for i in range(len(cells)):
        while broken_in_row[i]:
            loop = _loop(broken_in_row, broken_in_column, i)
            _turn(cells, loop, rng)
            for row, column in loop:
                if not cells[row][column] % UNIT:
                    broken_in_row[row].discard(column)
                    broken_in_column[column].discard(row)
    return [[cell // UNIT for cell in row] for row in cells]


def _loop(in_row: list[set[int]], in_column: list[set[int]], start: int) -> list[tuple[int, int]]:
    """A closed path of cells that are not whole, by row and by column in turn, no row or column visited twice."""
    row, column = start, next(iter(in_row[start]))
    walk = [(row, column)]
    at_row, at_column = {row: 0}, {column: 1}
    while True:
        row = next(i for i in in_column[column] if i != row)
        walk.append((row, column))
        if row in at_row:
            return walk[at_row[row] :]
        at_row[row] = len(walk)
        column = next(j for j in in_row[row] if j != column)
        walk.append((row, column))
        if column in at_column:
            return walk[at_column[column] :]
        at_column[column] = len(walk)


def _turn(cells: Matrix, loop: list[tuple[int, int]], rng: random.Random) -> None:
    """Add and take in turn along the loop, as much as makes the first cell whole; which, is drawn."""
    even, odd = loop[0::2], loop[1::2]
    up = min(*(UNIT - cells[i][j] % UNIT for i, j in even), *(cells[i][j] % UNIT for i, j in odd))
    down = min(*(cells[i][j] % UNIT for i, j in even), *(UNIT - cells[i][j] % UNIT for i, j in odd))
    amount = up if rng.randrange(up + down) < down else -down
    for i, j in even:
        cells[i][j] += amount
    for i, j in odd:
        cells[i][j] -= amount
