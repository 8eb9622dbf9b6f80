"""A community's own personas, as they are kept: every change is a version, and versions never change."""

from pydantic import AwareDatetime

from troupe.core.frozen import Frozen
from troupe.people.persona.persona import Persona, PersonaRef

MAX_AVATAR_BYTES = 262_144
"""The largest picture kept for a face: what Discord takes for an application emoji."""


class Editor(Frozen):
    """The one who changes what a community keeps: a member, or a command line, which has no id."""

    name: str
    id: str | None = None


class Version(Frozen):
    """One version of a persona, without its content. `note` says what was done, such as `edited style`;
    `restores` is the earlier version that it brought back."""

    ref: PersonaRef
    by: Editor
    at: AwareDatetime
    note: str = ""
    restores: int | None = None


class KeptPersona(Frozen):
    """One version of a persona, with its content."""

    persona: Persona
    version: Version

    @property
    def ref(self) -> PersonaRef:
        return self.version.ref

    @property
    def slug(self) -> str:
        return self.version.ref.slug
