"""Turns that failed, and the one line in which the channel is told."""

from collections.abc import Sequence
from dataclasses import dataclass

from troupe.core.errors import ModelMalformed, ModelRefused
from troupe.core.usage import Usage
from troupe.engine.leases import UnderWay

_THEIR_OWN = (ModelMalformed, ModelRefused)
"""Errors of one person's answer; all others are the endpoint's, and meet everyone alike."""


@dataclass(frozen=True, slots=True)
class TurnFailure:
    """A turn that failed, and the kind of error it failed by. `line` is what the channel is told where the error
    says all of it."""

    under_way: UnderWay
    reason: str
    kind: type[Exception]
    usage: Usage
    line: str = ""


def failure_notice(missed: Sequence[TurnFailure]) -> str:
    """What the channel is told, in one line: only those who were addressed are missed. Errors of one kind are told
    once, since an endpoint fails everyone in the same way; what somebody was stopped from saying is their own."""
    groups: dict[str, list[TurnFailure]] = {}
    own_lines = [failure.line for failure in missed if failure.line]
    for failure in missed:
        if failure.line:
            continue
        alike = failure.reason if issubclass(failure.kind, _THEIR_OWN) else failure.kind.__name__
        groups.setdefault(alike, []).append(failure)
    parts = [
        f"{_listed([failure.under_way.turn.scene.person.name for failure in group])} cannot answer right now: "
        f"{group[0].reason}"
        for group in groups.values()
    ]
    return " ".join(part for part in ("; ".join(parts), *own_lines) if part)


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
