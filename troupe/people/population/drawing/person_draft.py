"""Someone in the making: the values they have been given so far."""

from collections.abc import Sequence
from dataclasses import dataclass

from troupe.people.population.spec.population_spec import AGE, Condition

Values = dict[str, tuple[str, ...]]
"""What someone has of each field that applies to them: one value, or several."""


@dataclass(slots=True)
class PersonInDraft:
    """Someone in the making."""

    values: Values
    years: int | None = None

    def meets(self, conditions: Sequence[Condition]) -> bool:
        return all(self._is(condition) for condition in conditions)

    def one(self, field: str) -> str:
        """Their (first) value, or empty where the field does not apply to them, or they have none of several."""
        return (self.values.get(field) or ("",))[0]

    def _is(self, condition: Condition) -> bool:
        if condition.field == AGE:
            return self.years is not None and condition.first <= self.years <= condition.last
        return bool(set(self.values.get(condition.field, ())) & set(condition.values))
