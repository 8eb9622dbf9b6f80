"""A population without its young: for panels of adults, and for whoever asks for people of some age on."""

from troupe.core.errors import BadInput
from troupe.people.population.spec.population_spec import AGE, FieldChoice, FieldKind, Population, Table
from troupe.people.population.spec.shares import scaled


def from_age(population: Population, minimum: int) -> Population:
    """The population without those who are younger: bands below are left out, one that is cut keeps the part
    of its share that its years have. Raises BadInput where nobody is left, or where no ages are told."""
    if minimum <= 0:
        return population
    field = next((field for field in population.fields if field.kind is FieldKind.AGE), None)
    if field is None:
        raise BadInput("the population has no ages, so none can be asked for", field="minimum_age")
    cut = {choice.label: _cut(choice, minimum) for choice in field.choices}
    left = [choice for choice in cut.values() if choice is not None]
    if sum(choice.share for choice in left) <= 0:
        raise BadInput(f"nobody in the population is {minimum} or older", field="minimum_age")
    shares = scaled({choice.label: choice.share for choice in left})
    adult_field = field.model_copy(
        update={"choices": tuple(c.model_copy(update={"share": shares[c.label]}) for c in left)}
    )
    tables = tuple(
        _without(table, {label for label, choice in cut.items() if choice is None}) for table in population.tables
    )
    fields = tuple(adult_field if each_field is field else each_field for each_field in population.fields)
    note = f"those under {minimum} are left out"
    changed = cut != {choice.label: choice for choice in field.choices}
    notes = (*population.notes, note) if changed else population.notes
    return population.model_copy(
        update={"fields": fields, "tables": tables, "notes": notes, "minimum_age": minimum}
    )


def _cut(choice: FieldChoice, minimum: int) -> FieldChoice | None:
    if choice.last < minimum:
        return None
    first = max(choice.first, minimum)
    part = (choice.last - first + 1) / (choice.last - choice.first + 1)
    return choice.model_copy(update={"first": first, "share": choice.share * part})


def _without(table: Table, labels: set[str]) -> Table:
    if AGE not in table.fields:
        return table
    at = table.fields.index(AGE)
    return table.model_copy(update={"cells": tuple(cell for cell in table.cells if cell[0][at] not in labels)})
