"""Shares as people write them ("18.6%", 18.6, "10.5 million"), and making them add up."""

import re
from collections.abc import Mapping, Sequence

TOLERANCE = 0.02
"""How far shares that should make a whole may be from it: tables are rounded, each value by itself."""

_PER_CENT = re.compile(r"^\s*(?:[~≈]|about\s+)?(\d+(?:[.,]\d+)?)\s*%\s*$", re.IGNORECASE)
_COUNT = re.compile(r"^\s*(\d[\d,]*(?:\.\d+)?)\s*(thousand|million|billion)?\s*$", re.IGNORECASE)
_UNITS = {"": 1.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}


class Wrong(ValueError):
    """A population that cannot be read. `path` leads to the place, such as `fields.age.bands`."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(f"{path}: {message}" if path else message)
        self.path = path
        self.message = message


def per_cent(value: object) -> float | None:
    """A share from 0 to 1 of text such as `18.6%`; None for anything else."""
    if not isinstance(value, str):
        return None
    match = _PER_CENT.match(value)
    return float(match[1].replace(",", ".")) / 100 if match else None


def count(value: object) -> float | None:
    """A number of people from a number or from text such as `10.5 million`; None for anything else."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    match = _COUNT.match(value) if isinstance(value, str) else None
    return float(match[1].replace(",", "")) * _UNITS[(match[2] or "").lower()] if match else None


def weight(value: object, path: str) -> float:
    """A number or a percentage, zero or more. Raises Wrong."""
    share = per_cent(value)
    number = share * 100 if share is not None else count(value)
    if number is None or number < 0 or number > 1e12:
        raise Wrong(path, "must be a number of per cent or of people, zero or more")
    return number


def whole(shares: Mapping[str, float], path: str) -> tuple[dict[str, float], str]:
    """Per cents as shares of exactly 1, and a note if they did not make 100. Raises Wrong if they are too far
    from it."""
    total = sum(shares.values())
    if abs(total - 100) > 100 * TOLERANCE:
        raise Wrong(path, f"the shares add up to {total:g} %, not to 100 %")
    note = (
        f"{path}: the shares add up to {total:.4g} %, and were scaled to 100 %" if abs(total - 100) > 0.051 else ""
    )
    return scaled(shares), note


def scaled(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights of any sum above zero as shares of 1."""
    total = sum(weights.values())
    return {label: number / total for label, number in weights.items()}


def quotas(shares: Sequence[float], people: int) -> list[int]:
    """Whole numbers of people for shares that make 1: each less than one person from its exact number.

    By largest remainders (Hamilton's method); of equal remainders the earlier value's is taken.
    """
    exact = [share * people for share in shares]
    floors = [int(number + 1e-9) for number in exact]
    left = people - sum(floors)
    order = sorted(range(len(exact)), key=lambda i: (round(floors[i] - exact[i], 9), i))
    for i in order[:left]:
        floors[i] += 1
    return floors
