"""Quotas as people write them: `gender: female 4, male 4; age: 18-39 3, 40+ 5; answer.apps: yes 2, no 6`, or, so
many of every value that comes up, `country: 2 each`."""

import re

from troupe.core.errors import BadInput
from troupe.research.recruiting.quota import Cell, Quota

FIELD = "quotas"
MOST = 10_000
_CELL = re.compile(r"(.*?)[\s=:]+(\d{1,6})", re.DOTALL)
_EACH = re.compile(r"(?:each\s+)?(\d{1,6})(?:\s+(?:of\s+)?each)?|each\s+(\d{1,6})", re.IGNORECASE)


def read_quotas(text: str) -> tuple[Quota, ...]:
    """The quotas of a text; none of an empty one. Raises BadInput that quotes what is wrong."""
    parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    quotas = tuple(_quota(part) for part in parts)
    fields = [quota.by for quota in quotas]
    if twice := next((by for at, by in enumerate(fields) if by in fields[:at]), None):
        raise BadInput(f"there are two by {twice}; write one with all of its values", field=FIELD)
    return quotas


def _quota(part: str) -> Quota:
    by, colon, cell_list = (piece.strip() for piece in part.partition(":"))
    if not colon or not by or not cell_list or " " in by:
        raise BadInput(f"`{part}`: write a field, a colon and numbers: `gender: female 4, male 4`", field=FIELD)
    if same_number := _EACH.fullmatch(cell_list):
        number = int(same_number[1] or same_number[2])
        if not 1 <= number <= MOST:
            raise BadInput(f"`{part}`: how many of each must be from 1 to {MOST}", field=FIELD)
        return Quota(by=by, each=number)
    cells = tuple(_cell(piece.strip(), part) for piece in cell_list.split(",") if piece.strip())
    values = [cell.value.casefold() for cell in cells]
    if twice := next((value for at, value in enumerate(values) if value in values[:at]), None):
        raise BadInput(f"`{part}`: {twice} stands twice", field=FIELD)
    if not sum(cell.count for cell in cells):
        raise BadInput(f"`{part}`: takes nobody", field=FIELD)
    return Quota(by=by, cells=cells)


def _cell(piece: str, part: str) -> Cell:
    cell = _CELL.fullmatch(piece)
    if cell is None or not cell[1].strip() or int(cell[2]) > MOST:
        raise BadInput(f"`{part}`: `{piece}` must be a value and how many, up to {MOST}: `female 4`", field=FIELD)
    return Cell(value=cell[1].strip(), count=int(cell[2]))
