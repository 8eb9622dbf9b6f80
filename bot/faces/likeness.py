"""The likeness of a persona: the picture that its community gave it, or else the face drawn for it."""

import asyncio
from functools import lru_cache

from bot.faces.avatars import draw_face
from troupe.people.persona.persona import Persona, PersonaRef
from troupe.ports import Stores


async def likeness(stores: Stores, persona: Persona, ref: PersonaRef) -> bytes:
    """The picture as PNG."""
    picture = await avatar_of(stores, ref)
    return picture or await asyncio.to_thread(drawn, persona, ref.slug)


async def avatar_of(stores: Stores, ref: PersonaRef) -> bytes | None:
    """The picture given to it, as PNG; None where there is none, as for everyone of the library."""
    return await stores.personas.avatar(ref.slug) if ref.owner == stores.tenant else None


@lru_cache(maxsize=512)
def drawn(persona: Persona, known_as: str = "") -> bytes:
    """The drawn face of who is known by this slug. Lists show the same faces again and again."""
    return draw_face(persona, known_as)
