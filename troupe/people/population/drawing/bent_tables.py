"""Tables that margins have bent: where the two contradict each other the margin stands, and a note tells how
far off the table is."""

from collections import Counter
from collections.abc import Iterator, Sequence

from troupe.people.population.drawing.person_draft import PersonInDraft
from troupe.people.population.spec.population_spec import Table

WORTH_TELLING = 0.02
"""The part of the people by which a cell is off, from which a note tells it. Rounding and chance stay below."""


def bent_tables(tables: Sequence[Table], drafts: Sequence[PersonInDraft]) -> Iterator[str]:
    """A note for each table of the file that has a cell far from what it says; our own estimates always yield."""
    for table in tables:
        people = [draft for draft in drafts if all(draft.one(name) for name in table.fields)]
        whole = sum(weight for _, weight in table.cells)
        if table.estimate or not people or not whole:
            continue
        counts = Counter(tuple(draft.one(name) for name in table.fields) for draft in people)
        wanted = {labels: weight / whole * len(people) for labels, weight in table.cells}
        worst = max(wanted, key=lambda labels: abs(counts[labels] - wanted[labels]))
        if abs(counts[worst] - wanted[worst]) > max(WORTH_TELLING * len(people), 3):
            yield (
                f"{table.name}: bent by the margins, which stand; furthest off is {', '.join(worst)}, "
                f"{counts[worst]} people instead of {wanted[worst]:.0f}"
            )
