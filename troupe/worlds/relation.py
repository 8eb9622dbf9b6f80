"""The relation of somebody to another person of their world, as those who run it have put it."""

from pydantic import Field

from troupe.core.frozen import Frozen

LONGEST_RELATION = 200
"""Characters: it is told on every turn in which the other is there."""
MOST_RELATIONS = 20


class Relation(Frozen):
    """How somebody stands to `other`, by name: a name is kept when the other leaves and comes again, and in
    another world, where they have another id."""

    other: str
    text: str = Field(max_length=LONGEST_RELATION)


def with_relation(relations: tuple[Relation, ...], other: str, text: str) -> tuple[Relation, ...]:
    """These relations with the one to this person put so; taken out if there is no text."""
    kept = tuple(each for each in relations if each.other.casefold() != other.casefold())
    return (*kept, Relation(other=other, text=text)) if text else kept


def relation_to(relations: tuple[Relation, ...], other: str) -> str:
    """How one stands to this person; empty where nobody has said."""
    return next((each.text for each in relations if each.other.casefold() == other.casefold()), "")
