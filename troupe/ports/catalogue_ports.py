"""The catalogue that a community keeps: its settings, its personas, its panels."""

from collections.abc import Callable, Sequence
from typing import Protocol

from troupe.people.persona.panel import Panel, PanelMember
from troupe.people.persona.persona import Persona
from troupe.people.persona.persona_version import Editor, KeptPersona, Version
from troupe.worlds.guild_settings import GuildSettings


class Guilds(Protocol):
    """The settings of a community for all its worlds."""

    async def get(self) -> GuildSettings: ...

    async def change(self, change: Callable[[GuildSettings], GuildSettings]) -> GuildSettings:
        """Replace the settings by what `change` makes of them, in one transaction; returns the new ones."""
        ...


class Personas(Protocol):
    """A community's own personas, beside the library. One may bear the slug of one of the library's."""

    async def save(
        self, slug: str, persona: Persona, by: Editor, note: str = "", expected: int | None = None
    ) -> KeptPersona:
        """Keep a new persona (`expected` None), or a new version of the one whose newest is `expected`.

        Raises Conflict if the slug is taken, or if another version came meanwhile; NotFound if there is none.
        """
        ...

    async def get(self, slug: str, version: int | None = None) -> KeptPersona:
        """The newest version, or this one. Raises NotFound."""
        ...

    async def all(self) -> tuple[KeptPersona, ...]:
        """The newest version of each, in the order of their slugs."""
        ...

    async def history(self, slug: str) -> tuple[Version, ...]:
        """Every version, newest first. Raises NotFound."""
        ...

    async def undo(self, slug: str, by: Editor) -> KeptPersona:
        """Make the content of the version before the newest the newest; asked again, the one before that.

        Raises Conflict if there is none before, NotFound.
        """
        ...

    async def remove(self, slug: str, by: Editor) -> KeptPersona:
        """Mark it as removed: it is no longer found, and its slug is free. People who live as it live on. What
        was its newest version is returned. Raises NotFound."""
        ...

    async def set_avatar(self, slug: str, png: bytes | None, by: Editor) -> None:
        """Keep a picture for its face, at most MAX_AVATAR_BYTES of PNG; None is the drawn face again. Raises
        BadInput, NotFound."""
        ...

    async def avatar(self, slug: str) -> bytes | None:
        """The picture, None where the face is drawn."""
        ...

    async def avatars(self) -> frozenset[str]:
        """The slugs of those that have a picture."""
        ...


class Panels(Protocol):
    """People called together under a name."""

    async def save(self, name: str, members: Sequence[PanelMember], by: Editor) -> Panel:
        """Raises Conflict if there is a panel of this name, BadInput for an empty name, for nobody, and for two
        people of one name."""
        ...

    async def get(self, name: str) -> Panel:
        """The panel of this name or id. Raises NotFound."""
        ...

    async def all(self) -> tuple[Panel, ...]:
        """By name."""
        ...

    async def remove(self, name: str) -> Panel:
        """Forget the panel; the people it was saved from live on. Raises NotFound."""
        ...
