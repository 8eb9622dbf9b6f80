"""Drift of convictions: how people stand to beliefs before and after a long talk, and where they moved.

Staying oneself is measured at one's own beliefs; agreement drift is a move towards where the others stood before.
Numbers are steps of a scale from 1, strongly against, to 7, strongly for.
"""

from collections.abc import Iterable, Mapping, Sequence
from statistics import mean

from troupe.core.frozen import Frozen
from troupe.people.persona.persona import Persona

POINTS = 7
BELIEFS = 3
"""Beliefs of each person that are asked about: those a short portrait tells, too."""
LOST = 2
"""Steps against one's own belief that are no wavering any more."""


class HeldBelief(Frozen):
    """A belief, and the name of whose it is."""

    owner: str
    text: str


class TakenStance(Frozen):
    """Where somebody stands to a belief; None where they gave no answer."""

    person: str
    belief: HeldBelief
    number: int | None


class StanceShift(Frozen):
    """A stance before and after. `others` is the mean of where the others stood before, None without any."""

    person: str
    belief: HeldBelief
    before: int
    after: int
    others: float | None

    @property
    def own(self) -> bool:
        return self.person == self.belief.owner

    @property
    def lost(self) -> bool:
        """Whether somebody has moved away from a belief of their own."""
        return self.own and self.before - self.after >= LOST

    @property
    def towards_others(self) -> float | None:
        """Steps by which the distance to the others shrank; below 0 it grew."""
        if self.others is None:
            return None
        return abs(self.before - self.others) - abs(self.after - self.others)


class StanceDrift(Frozen):
    """The drift of a group. `own_shift`: the mean distance moved on one's own beliefs. `own_lost`: the share of
    these that were given up. `towards_others`: the mean move towards the others on all beliefs, in steps."""

    shifts: tuple[StanceShift, ...]
    own_shift: float | None
    own_lost: float | None
    towards_others: float | None
    unanswered: int


def beliefs_of(personas: Iterable[Persona], most: int = BELIEFS) -> tuple[HeldBelief, ...]:
    """The first beliefs of each of these people."""
    return tuple(HeldBelief(owner=one.name, text=text) for one in personas for text in one.beliefs[:most])


def drift_between(before: Sequence[TakenStance], after: Sequence[TakenStance]) -> StanceDrift:
    """What moved between two askings of the same people about the same beliefs."""
    first, then = _numbers(before), _numbers(after)
    shifts = tuple(
        StanceShift(
            person=person,
            belief=belief,
            before=number,
            after=then[person, belief],
            others=_others(first, person, belief),
        )
        for (person, belief), number in first.items()
        if (person, belief) in then
    )
    own = [shift for shift in shifts if shift.own]
    moves = [move for shift in shifts if (move := shift.towards_others) is not None]
    return StanceDrift(
        shifts=shifts,
        own_shift=mean(abs(shift.after - shift.before) for shift in own) if own else None,
        own_lost=mean(shift.lost for shift in own) if own else None,
        towards_others=mean(moves) if moves else None,
        unanswered=sum(stance.number is None for stance in (*before, *after)),
    )


def _numbers(stances: Iterable[TakenStance]) -> dict[tuple[str, HeldBelief], int]:
    return {(each.person, each.belief): each.number for each in stances if each.number is not None}


def _others(stances: Mapping[tuple[str, HeldBelief], int], person: str, belief: HeldBelief) -> float | None:
    numbers = [number for (who, what), number in stances.items() if what == belief and who != person]
    return mean(numbers) if numbers else None
