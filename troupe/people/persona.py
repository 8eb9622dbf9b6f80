"""Who someone is: the persona, a superset of TinyTroupe's agent file, frozen and versioned."""

import hashlib
import json

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from troupe.frozen import Frozen

Text = str | dict[str, JsonValue] | list[JsonValue]
"""Prose, or the same told as a nested object, as many files in the wild have it."""


class _Open(BaseModel):
    """Frozen, and keeps fields it does not know, so that they are exported again."""

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True)


class Occupation(_Open):
    title: str = ""
    organization: str = ""
    description: str = ""


class Personality(_Open):
    traits: tuple[str, ...] = ()
    big_five: dict[str, str] = Field(default_factory=dict)


class Preferences(_Open):
    interests: tuple[str, ...] = ()
    likes: tuple[str, ...] = ()
    dislikes: tuple[str, ...] = ()


class Persona(_Open):
    """A rich, fine-grained specification of one person. Only `name` is required."""

    name: str = Field(min_length=1)
    nicknames: tuple[str, ...] = ()
    age: int | None = None
    talkativeness: float = Field(0.5, ge=0, le=1)
    languages: tuple[str, ...] = ()
    voice: tuple[str, ...] = ()
    synthetic: bool = True


class PersonaRef(Frozen):
    """Which persona, exactly. `owner` is `library` or a tenant; `hash` is of the whole content, in hex."""

    owner: str = "library"
    slug: str
    version: int = 1
    hash: str
    fragments: tuple[str, ...] = ()


def content_hash(persona: Persona) -> str:
    """SHA-256 of the persona's canonical JSON, the first 16 hex digits."""
    canonical = json.dumps(persona.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]
