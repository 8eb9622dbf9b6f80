"""The form in which a model writes a whole person, and the document that becomes of it."""

from collections.abc import Mapping

from pydantic import BaseModel, JsonValue

from troupe.people.documents.lenient_reading import Lines, Prose, WholeNumber


class WrittenOccupation(BaseModel):
    """The work they do, or did, for a living."""

    title: Prose = ""
    organization: Prose = ""
    description: Prose = ""


class WrittenSaying(BaseModel):
    """Lines for an occasion."""

    occasion: Prose = ""
    lines: Lines = ()


class WrittenBigFive(BaseModel):
    """Each a level and a sentence: `High. Tries every ferry once.`"""

    openness: Prose = ""
    conscientiousness: Prose = ""
    extraversion: Prose = ""
    agreeableness: Prose = ""
    neuroticism: Prose = ""


class WrittenPersonality(BaseModel):
    """The character they have."""

    traits: Lines = ()
    big_five: WrittenBigFive = WrittenBigFive()


class WrittenPreferences(BaseModel):
    """The things they care about, like and cannot stand."""

    interests: Lines = ()
    likes: Lines = ()
    dislikes: Lines = ()


class WrittenRoutine(BaseModel):
    """The things they usually do at a time of the day or week."""

    when: Prose = ""
    what: Lines = ()


class WrittenBehaviors(BaseModel):
    """The things they usually do."""

    general: Lines = ()
    routines: list[WrittenRoutine] = []


class WrittenRelationship(BaseModel):
    """Someone in their life."""

    name: Prose = ""
    description: Prose = ""


class WrittenLore(BaseModel):
    """A story told when one of its keys is spoken of."""

    heading: Prose = ""
    keys: Lines = ()
    text: Prose = ""


class WrittenPersona(BaseModel):
    """A whole person in one answer. Every field is asked for; in an answer that lacks some, they are empty."""

    name: Prose = ""
    nicknames: Lines = ()
    pronouns: Prose = ""
    age: WholeNumber = None
    gender: Prose = ""
    nationality: Prose = ""
    residence: Prose = ""
    country_of_residence: Prose = ""
    languages: Lines = ()
    education: Prose = ""
    occupation: WrittenOccupation = WrittenOccupation()
    long_term_goals: Lines = ()
    style: Prose = ""
    voice: Lines = ()
    sayings: list[WrittenSaying] = []
    personality: WrittenPersonality = WrittenPersonality()
    preferences: WrittenPreferences = WrittenPreferences()
    skills: Lines = ()
    beliefs: Lines = ()
    behaviors: WrittenBehaviors = WrittenBehaviors()
    health: Prose = ""
    relationships: list[WrittenRelationship] = []
    other_facts: Lines = ()
    flaws: Lines = ()
    lore: list[WrittenLore] = []
    talkativeness: float | None = None

    @classmethod
    def of(cls, document: Mapping[str, JsonValue]) -> "WrittenPersona":
        """The form in which this document would have been written."""
        fields = dict(document)
        sayings, lore, behaviors = (_members(document.get(key)) for key in ("sayings", "lore", "behaviors"))
        routines = _members(behaviors.get("routines"))
        fields["sayings"] = [{"occasion": occasion, "lines": lines} for occasion, lines in sayings.items()]
        fields["lore"] = [{"heading": heading, **_members(entry)} for heading, entry in lore.items()]
        fields["behaviors"] = {
            "general": behaviors.get("general"),
            "routines": [{"when": when, "what": what} for when, what in routines.items()],
        }
        return cls.model_validate(fields)

    def document(self) -> dict[str, JsonValue]:
        """What was written, as a persona's document: lists of pairs are objects, nothing empty."""
        fields: dict[str, JsonValue] = self.model_dump(mode="json")
        fields["sayings"] = {saying.occasion: list(saying.lines) for saying in self.sayings if saying.occasion}
        fields["lore"] = {
            entry.heading: {"keys": list(entry.keys), "text": entry.text} for entry in self.lore if entry.heading
        }
        routines: JsonValue = {part.when: list(part.what) for part in self.behaviors.routines if part.when}
        fields["behaviors"] = {"general": list(self.behaviors.general), "routines": routines}
        fields["relationships"] = [
            relationship.model_dump() for relationship in self.relationships if relationship.name
        ]
        if self.talkativeness is not None:
            fields["talkativeness"] = min(1.0, max(0.0, self.talkativeness))
        return {key: filled_part for key, member in fields.items() if (filled_part := _filled(member)) is not None}


def _members(value: JsonValue) -> dict[str, JsonValue]:
    return value if isinstance(value, dict) else {}


def _filled(value: JsonValue) -> JsonValue:
    """The value without empty parts; None if nothing is left."""
    if isinstance(value, dict):
        parts: dict[str, JsonValue] = {k: part for k, m in value.items() if (part := _filled(m)) is not None}
        return parts or None
    if isinstance(value, list):
        return [part for item in value if (part := _filled(item)) is not None] or None
    return None if value == "" else value
