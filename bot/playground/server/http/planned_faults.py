"""Faults that tests plan for the next requests of a route: errors, 429s, lost answers, silence."""

import re
from dataclasses import dataclass, field
from enum import StrEnum


class FaultKind(StrEnum):
    """The kind of a planned fault."""

    STATUS = "answers with an error status, nothing done"
    LIMITED = "answers 429, nothing done"
    HANG = "never answers, nothing done"
    LOSE = "is done, then the connection breaks before the answer"
    RESET = "the connection breaks, nothing done"


@dataclass(frozen=True)
class PlannedFault:
    """One planned fault."""

    kind: FaultKind
    status: int = 500
    retry_after: float = 0.0


@dataclass
class Faults:
    """The faults to come, in order per route. A route is written as "POST /webhooks/{webhook}/{token}";
    what stands in the braces does not matter.
    """

    _planned: dict[str, list[PlannedFault]] = field(default_factory=dict[str, list[PlannedFault]])

    def plan(self, route: str, fault: PlannedFault, times: int = 1) -> None:
        self._planned.setdefault(_shape(route), []).extend([fault] * times)

    def take(self, route: str) -> PlannedFault | None:
        """The fault for a request that has just come, used up by it."""
        faults = self._planned.get(_shape(route))
        return faults.pop(0) if faults else None


def _shape(route: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", route)
