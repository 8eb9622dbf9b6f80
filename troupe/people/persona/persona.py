"""The persona: who someone is, a superset of TinyTroupe's agent file, frozen and versioned."""

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ModelWrapValidatorHandler,
    PrivateAttr,
    field_validator,
    model_serializer,
    model_validator,
)

from troupe.core.frozen import Frozen
from troupe.people.documents.frozen_json import FrozenDict, FrozenJson, freeze_object, is_object, thaw_object
from troupe.people.documents.lenient_reading import Lines, Prose, WholeNumber, shown
from troupe.people.documents.size_limits import require_size
from troupe.people.fragments.fragment import Fragment, MergeConflict, merged
from troupe.people.fragments.merge_record import Merge, undone, with_record
from troupe.people.persona.card_macros import resolved_document
from troupe.people.persona.kept_card import KeptCard, called_by
from troupe.people.persona.lore_entries import Lore, token_budget
from troupe.people.persona.typed_parts import (
    Behaviors,
    FrozenTable,
    FrozenTopics,
    Occupation,
    Personality,
    PersonaTests,
    Preferences,
    Relationships,
    frozen_map,
)

LONGEST_NAME = 100
"""Characters of a name: it is said in every line about someone, and lists of people have little room."""


class Rating(StrEnum):
    """For whom a persona is fit company."""

    EVERYONE = "everyone"
    TEEN = "teen"
    MATURE = "mature"


def _name(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError(f"must be text, not {shown(value)}")
    if not value.strip():
        raise ValueError("must not be empty")
    if len(value) > LONGEST_NAME:
        raise ValueError(f"must have at most {LONGEST_NAME} characters, not {len(value)}")
    return value


def _share(value: object) -> object:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    raise ValueError(f"must be a number from 0 to 1, not {shown(value)}")


class Persona(BaseModel):
    """A rich, fine-grained specification of one person. Only `name` is required.

    A persona *is* its document: the JSON object it was made from, kept whole and unchanged, fields unknown to
    us included. That is what it dumps to, hashes as and is exported from. The fields below are a typed reading
    of it, the same for every shape in which files in the wild say these things.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: Annotated[str, BeforeValidator(_name)]
    nicknames: Lines = ()
    tags: Lines = ()
    """Words to find people by; for whoever keeps them, not for them."""
    pronouns: Prose = ""
    age: WholeNumber = None
    gender: Prose = ""
    nationality: Prose = ""
    residence: Prose = ""
    country_of_residence: Prose = ""
    languages: Lines = ()
    education: Prose = ""
    long_term_goals: Lines = ()
    occupation: Occupation = Occupation()
    description: Prose = ""
    """Who someone is in prose, where it was not told under the headings here."""
    scenario: Prose = ""
    """Where someone is met and how things stand, as a character card sets its scene."""
    style: Prose = ""
    voice: Lines = ()
    """Lines as this person would say them."""
    sayings: FrozenTopics = Field(default_factory=FrozenDict[tuple[str, ...]])
    """Lines for an occasion, such as `greeting`, `thanks`, `dont_know`."""
    personality: Personality = Personality()
    preferences: Preferences = Preferences()
    skills: Lines = ()
    beliefs: Lines = ()
    behaviors: Behaviors = Behaviors()
    health: Prose = ""
    relationships: Relationships = ()
    other_facts: Lines = ()
    secrets: Lines = ()
    """What nobody knows but the person, until they tell it: in no prompt, card or export but their own."""
    talkativeness: Annotated[float, BeforeValidator(_share)] = 0.5
    avatar: FrozenTable = Field(default_factory=FrozenDict[str])
    """Hints for the face: `hair`, `hair_style`, `skin`, `glasses`, `beard`, `clothes`, `background`."""
    rating: Rating = Rating.EVERYONE
    lore: Lore = ()
    fragments: Lines = ()
    """The fragments merged into it, in order."""
    tests: PersonaTests = PersonaTests()
    provenance: Prose = ""
    """Who wrote it, from what, under which licence."""
    creator_notes: Prose = ""
    """What the one who made it tells whoever uses it; never part of a prompt."""
    merges: tuple[Merge, ...] = ()
    """What merging each fragment did, so that it can be undone."""
    card: KeptCard | None = None
    """What a character card said that has no place here, for writing it out again."""
    synthetic: bool = True
    agent_file: Annotated[Mapping[str, Any], AfterValidator(frozen_map)] = Field(
        default_factory=FrozenDict[FrozenJson]
    )
    """What stood beside `persona` in the agent file it came from: type, mental_faculties, memories, …"""

    _document: FrozenDict[FrozenJson] = PrivateAttr()

    @field_validator("age")
    @classmethod
    def _plausible(cls, value: int | None) -> int | None:
        if value is not None and not 0 <= value <= 150:
            raise ValueError(f"must be from 0 to 150, not {value}")
        return value

    @model_validator(mode="wrap")
    @classmethod
    def _keep_document(cls, value: object, read: ModelWrapValidatorHandler[Self]) -> Self:
        if not is_object(value):
            return read(value)
        document = freeze_object(value)
        text_of = resolved_document(document, called_by(document))
        persona = read({key: member for key, member in text_of.items() if member is not None})
        persona._document = document
        return persona

    @model_serializer(mode="plain")
    def _dump(self) -> dict[str, JsonValue]:
        return thaw_object(self._document)

    def __hash__(self) -> int:
        return hash(self._document)

    @property
    def document(self) -> Mapping[str, FrozenJson]:
        """Everything this persona was given, as it was written."""
        return self._document

    @property
    def told(self) -> Mapping[str, FrozenJson]:
        """The document as it is told in a prompt: a card's macros resolved."""
        return resolved_document(self._document, called_by(self._document))

    @property
    def shared(self) -> Self:
        """This persona as others may have it: without its secrets."""
        if "secrets" not in self.document:
            return self
        return type(self).model_validate({key: part for key, part in self.document.items() if key != "secrets"})

    @property
    def lore_budget(self) -> int | None:
        """How many tokens of lore this persona's own lorebook allows in one prompt, if it says so."""
        return token_budget(self._document.get("lore"))

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A persona with these fields of its document replaced, read and checked again."""
        return type(self).model_validate({**self.document, **(update or {})}) if update else self

    def with_fragment(self, fragment: Fragment) -> Self:
        """This persona with the fragment merged in, read and checked again. Raises BadInput where the two cannot
        be merged or are too large together, and ValidationError where the fragment brings what no persona may
        hold."""
        return self.merged_with(fragment)[0]

    def merged_with(self, fragment: Fragment) -> tuple[Self, tuple[MergeConflict, ...]]:
        """`with_fragment`, and which of this persona's texts and numbers gave way."""
        if any(merge.fragment == fragment.slug for merge in self.merges):
            again = merged(self.document, fragment)
            if not again.changes_anything:
                return self, ()
            return self.without_fragment(fragment.slug).merged_with(fragment)
        whole = merged(self.document, fragment)
        with_name = merged(whole.document, Fragment(fragment.slug, {"fragments": (fragment.slug,)}))
        did = Merge(fragment=fragment.slug, changes=(*whole.changes, *with_name.changes))
        document = with_record(with_name.document, (*self.merges, did))
        require_size(document)
        return type(self).model_validate(document), whole.conflicts

    def without_fragment(self, slug: str) -> Self:
        """This persona as if the fragment had never been merged into it; what was changed since stays changed.

        Raises NotFound where it was not merged, and BadInput where what merging it did is not known.
        """
        return type(self).model_validate(undone(self.document, self.merges, slug))


LIBRARY = "library"
"""The owner of the personas that come with the house."""
POPULATION = "population"
"""The owner of people drawn from a population."""
FILES = "files"
"""The owner of people read from files."""


class PersonaRef(Frozen):
    """The exact persona that is meant. `owner` is `library`, `population`, `files` or a tenant; `hash` is of the
    whole content, in hex."""

    owner: str = LIBRARY
    slug: str
    version: int = 1
    hash: str
    fragments: tuple[str, ...] = ()


def content_hash(persona: Persona) -> str:
    """SHA-256 of the persona's canonical JSON, the first 16 hex digits. Optional fields that we add to the
    model later do not change it."""
    canonical = json.dumps(persona.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]
