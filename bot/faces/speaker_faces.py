"""The picture that goes with a line of speech: the face of its person, published when they first speak."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from cachetools import TTLCache

from bot.faces.avatars import LATELY
from bot.faces.likeness import avatar_of
from troupe.core.clock import Clock
from troupe.people.persona.persona import Persona
from troupe.ports import Stores
from troupe.worlds.outbox import OutboxRow


class Publishing(Protocol):
    """Publishes a persona's face, or the picture given for it, and returns the address; None where that cannot be
    done now."""

    def url(self, slug: str, persona: Persona, picture: bytes | None = None) -> Awaitable[str | None]: ...


PEOPLE = 4096
"""People whose face's address is remembered."""
KEPT = LATELY / 2
"""Seconds until the publisher is asked again, so that it knows whose faces are in use."""


class Portraits:
    """Remembers the address of each person's face."""

    def __init__(self, stores_of: Callable[[str], Stores], publishing: Publishing, clock: Clock) -> None:
        self._clock = clock
        self._stores_of = stores_of
        self._publishing = publishing
        self._addresses: TTLCache[str, str] = TTLCache(PEOPLE, KEPT, clock.monotonic)

    async def of(self, row: OutboxRow) -> str | None:
        """The address of the speaker's face."""
        addresses = self._addresses
        if row.person_id is None:
            return None
        if (address := addresses.get(row.person_id)) is not None:
            return address
        stores = self._stores_of(row.tenant)
        cast = await stores.casts.of(row.world_id)
        person = next((person for person in cast if person.id == row.person_id), None)
        if person is None:
            return None
        picture = await avatar_of(stores, person.ref)
        address = await self._publishing.url(person.ref.slug, person.persona, picture)
        if address is not None:
            addresses[row.person_id] = address
        return address

    def forget(self) -> None:
        """Some faces may have changed: look again at the next word. What is being looked up now is not kept."""
        self._addresses = TTLCache(PEOPLE, KEPT, self._clock.monotonic)
