"""The picture that goes with a line of speech: the face of its person, published when they first speak."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from cachetools import TTLCache

from bot.faces.avatars import LATELY
from bot.faces.likeness import avatar_of
from troupe.core.clock import Clock
from troupe.people.persona.persona import Persona
from troupe.ports import Stores
from troupe.research.sessions.session_plan import SessionPlan
from troupe.worlds.outbox import OutboxRow
from troupe.worlds.outbox.chair_row import ChairRow


class Publishing(Protocol):
    """Publishes a persona's face, or the picture given for it, and returns the address; None where that cannot
    be done now."""

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
        if isinstance(row, ChairRow):
            return await self._of_moderator(row)
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

    async def _of_moderator(self, row: ChairRow) -> str | None:
        """The face of the moderator person of a session, who is none of its world."""
        key = f"{row.world_id} {row.slug}"
        if (address := self._addresses.get(key)) is not None:
            return address
        stores = self._stores_of(row.tenant)
        session = await stores.sessions.at_channel(row.place)
        plan = "" if session is None else (await stores.sessions.view(session.id)).plan
        member = SessionPlan.model_validate_json(plan).moderator if plan else None
        if member is None or member.ref.slug != row.slug:
            return None
        picture = await avatar_of(stores, member.ref)
        address = await self._publishing.url(member.ref.slug, member.persona, picture)
        if address is not None:
            self._addresses[key] = address
        return address

    def forget(self) -> None:
        """Some faces may have changed: look again at the next word. What is being looked up now is not kept."""
        self._addresses = TTLCache(PEOPLE, KEPT, self._clock.monotonic)
