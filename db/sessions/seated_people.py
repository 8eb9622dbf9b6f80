"""The people who sit in the worlds of a session, gone from there or not, each with their word in the panel."""

from sqlmodel import col, select

from db.schema.tables.session_tables import SessionWorldRow
from db.schema.tables.world_tables import PersonRow
from db.tx.entities import given
from db.tx.transaction import Tx
from troupe.worlds.sessions.session_view import SeatedPerson

_EVERYONE = (
    select(PersonRow)
    .where(PersonRow.tenant == given("tenant"), PersonRow.world_id == given("world"))
    .order_by(col(PersonRow.seat))
)


def seated(tx: Tx, link: SessionWorldRow) -> tuple[SeatedPerson, ...]:
    """By seat. Whoever came later bears the word of their persona, told apart by number where it is taken."""
    people: list[SeatedPerson] = []
    taken = set(link.slugs)
    for row in tx.all(_EVERYONE, world=link.world_id):
        slug = link.slugs[row.seat] if row.seat < len(link.slugs) else _free(row.slug, taken)
        taken.add(slug)
        people.append(
            SeatedPerson(id=row.id, slug=slug, name=row.name, seat=row.seat, present=row.left_at is None)
        )
    return tuple(people)


def _free(slug: str, taken: set[str]) -> str:
    number = 2
    word = slug
    while word in taken:
        word, number = f"{slug}-{number}", number + 1
    return word
