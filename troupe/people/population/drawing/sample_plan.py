"""The plan that a sample is made by, for anyone to look at: the steps, the quota of every value, and what came of
it."""

from troupe.core.frozen import Frozen
from troupe.people.population.spec.population_spec import FieldKind


class ValueQuota(Frozen):
    """A value and how many people must have it: `exact` by its share, `target` in whole people."""

    value: str
    share: float
    exact: float
    target: int


class Step(Frozen):
    """One field given to people. It applies to `people` of them (`of` says whom). `tables` joined it to fields
    given before, over `groups` of people alike in those; `sweeps` and `off` are of the raking, `off` being the
    people by which the worst wanted sum was missed before rounding."""

    field: str
    kind: FieldKind
    people: int
    of: str
    tables: tuple[str, ...] = ()
    groups: int = 1
    sweeps: int = 0
    off: float = 0.0
    quotas: tuple[ValueQuota, ...]


class SamplePlan(Frozen):
    """The steps in their order. `notes` say what was read or done otherwise than was written."""

    population: str
    people: int
    seed: int
    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()


class Margin(Frozen):
    """The number of people who have a value, among the `people` to whom its field applies: as aimed at, and as
    counted in the end."""

    field: str
    value: str
    people: int
    target: int
    achieved: int
