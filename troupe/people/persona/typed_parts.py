"""The parts of a persona: typed readings of its document, the same for every shape people write them in."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from troupe.people.documents.frozen_json import FrozenDict, is_list, is_object
from troupe.people.documents.lenient_reading import Lines, Prose, Table, Topics, as_text, as_topics
from troupe.people.persona.persona_part import PersonaPart


def frozen_map(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """A mapping that cannot change."""
    return FrozenDict(value)


FrozenTable = Annotated[Table, AfterValidator(frozen_map)]
FrozenTopics = Annotated[Topics, AfterValidator(frozen_map)]


class Occupation(PersonaPart):
    """The work that someone does for a living. Plain text is the title."""

    title: Prose = ""
    organization: Prose = ""
    description: Prose = ""

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        return value if is_object(value) or isinstance(value, Occupation) else {"title": value}


class Personality(PersonaPart):
    """Traits as lines; `big_five` from trait to words such as `High. Very imaginative.`."""

    traits: Lines = ()
    big_five: FrozenTable = Field(default_factory=FrozenDict[str])

    @model_validator(mode="before")
    @classmethod
    def _from_lines(cls, value: object) -> object:
        return value if is_object(value) or isinstance(value, Personality) else {"traits": value}


class Preferences(PersonaPart):
    """The things someone cares about, likes and cannot stand; `more` holds the headings that are theirs alone."""

    interests: Lines = ()
    likes: Lines = ()
    dislikes: Lines = ()
    more: FrozenTopics = Field(default_factory=FrozenDict[tuple[str, ...]])

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, value: object) -> object:
        return (
            value
            if isinstance(value, Preferences)
            else _gather(value, ("interests", "likes", "dislikes"), "likes")
        )


class Behaviors(PersonaPart):
    """The things someone usually does: in general, by the time of day (`routines`), and under their own
    headings."""

    general: Lines = ()
    routines: FrozenTopics = Field(default_factory=FrozenDict[tuple[str, ...]])
    more: FrozenTopics = Field(default_factory=FrozenDict[tuple[str, ...]])

    @model_validator(mode="before")
    @classmethod
    def _gather(cls, value: object) -> object:
        return value if isinstance(value, Behaviors) else _gather(value, ("general", "routines"), "general")


def _gather(value: object, field_names: tuple[str, ...], bare: str) -> dict[str, object]:
    """Known headings as they are, all others under `more`; a value without headings goes under `bare`."""
    if not is_object(value):
        return {bare: value}
    free = {key: member for key, member in value.items() if key not in field_names}
    return {**{key: value[key] for key in field_names if key in value}, "more": as_topics(free)}


class Relationship(PersonaPart):
    """Someone in the persona's life."""

    name: str
    description: str = ""


def _relationships(value: object) -> object:
    """A list of objects or of names, an object from name to description, or one object alone."""
    if is_object(value):
        if "name" in value:
            return (_relationship(value),)
        return tuple(
            Relationship(name=name, description=as_text(description)) for name, description in value.items()
        )
    if is_list(value):
        return tuple(_relationship(item) for item in value if item is not None)
    return () if value is None else (_relationship(value),)


def _relationship(item: object) -> Relationship:
    if isinstance(item, Relationship):
        return item
    if not is_object(item):
        return Relationship(name=as_text(item))
    details = {key: member for key, member in item.items() if key not in ("name", "description")}
    texts = [text for text in (as_text(item.get("description")), as_text(details)) if text]
    return Relationship(name=as_text(item.get("name")), description=" ".join(texts))


class PersonaTests(PersonaPart):
    """The rules that must hold of everything this persona says."""

    never_says: Lines = ()
    knows: Lines = ()
    style: Lines = ()


Relationships = Annotated[tuple[Relationship, ...], BeforeValidator(_relationships)]
