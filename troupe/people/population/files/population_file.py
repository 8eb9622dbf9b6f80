"""Our own population files: YAML or JSON with fields, tables and conditions. docs/populations.md tells the
format."""

import re
from collections.abc import Mapping, Sequence

from troupe.people.documents.frozen_json import FrozenDict, child
from troupe.people.population.files.joint_tables import read_table
from troupe.people.population.files.typed_values import items, members, text, texts, whole_number
from troupe.people.population.spec.age_bands import band
from troupe.people.population.spec.population_spec import (
    AGE,
    Condition,
    Field,
    FieldChoice,
    FieldKind,
    Naming,
    Never,
    Population,
    Table,
)
from troupe.people.population.spec.shares import Wrong, scaled, weight, whole

MOST_FIELDS = 100
MOST_CHOICES = 300
"""Of one field."""

DEFAULT_PATHS = {
    "gender": "gender", "education": "education", "region": "residence",
    "occupation": "occupation.title", "sector": "occupation.sector",
    "interests": "preferences.interests", "likes": "preferences.likes", "dislikes": "preferences.dislikes",
    "beliefs": "beliefs", "nationality": "nationality", "health": "health",
    **{trait: f"personality.big_five.{trait}" for trait in (
        "openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")},
}  # fmt: skip
"""Where a field of this name stands in the persona, unless its file says otherwise."""

TOP = (
    "type", "title", "description", "source", "country", "nationality", "languages", "languages_by", "minimum_age",
    "names", "fields", "tables",
)  # fmt: skip
_FIELD = ("margin", "counts", "bands", "shares", "path", "texts", "when", "never", "source")
_PATH = re.compile(r"^[A-Za-z][\w ]*(?:\.[A-Za-z][\w ]*){0,3}$")
_KEPT = {"name", "age", "synthetic", "provenance", "demographics", "agent_file", "fragments", "avatar", "rating"}
"""What a field may not take the place of."""


def read_ours(document: Mapping[str, object], culture: str) -> Population:
    """The population of a parsed file; `culture` names people where the file does not say. Raises Wrong."""
    top = members(document, "", TOP)
    notes: list[str] = []
    entries = members(top.get("fields"), "fields")
    if not 1 <= len(entries) <= MOST_FIELDS:
        raise Wrong("fields", f"must be from 1 to {MOST_FIELDS}, not {len(entries)}")
    bare = [_field(name, value, notes) for name, value in entries.items()]
    by_name = {field.name: field for field in bare}
    tables: list[Table] = []
    for i, value in enumerate(items(top.get("tables"), "tables")):
        tables.append(read_table(value, child("tables", i), by_name, notes))
        by_name |= {name: _with_shares(by_name[name], tables[-1]) for name in tables[-1].fields}
    fields = tuple(by_name.values())
    for field in fields:
        if not field.choices:
            raise Wrong(child("fields", field.name), "has neither margin, counts, bands nor shares, nor a table")
    _check_conditions(fields)
    return Population(
        title=text(top.get("title"), "title") or "A population",
        description=text(top.get("description"), "description"),
        source=text(top.get("source"), "source"),
        country=text(top.get("country"), "country"),
        nationality=text(top.get("nationality"), "nationality"),
        languages=texts(top.get("languages"), "languages"),
        languages_by=_languages_by(top.get("languages_by"), by_name),
        minimum_age=whole_number(top.get("minimum_age", 0), "minimum_age", 0, 120),
        naming=_naming(top.get("names"), culture, by_name),
        fields=fields,
        tables=tuple(tables),
        notes=tuple(notes),
    )


def _field(name: str, value: object, notes: list[str]) -> Field:
    path = child("fields", name)
    entry = members(value, path, _FIELD)
    words = [word for word in ("margin", "counts", "bands", "shares") if word in entry]
    if len(words) > 1:
        raise Wrong(child(path, words[1]), f"stands beside {words[0]}; one of them is enough")
    kind = {"bands": FieldKind.AGE, "shares": FieldKind.SEVERAL}.get(words[0] if words else "", FieldKind.ONE)
    if (kind is FieldKind.AGE) != (name == AGE):
        raise Wrong(path, f"only the field {AGE} has bands, and it must have them")
    choices = _choices(entry, words[0], path, kind, notes) if words else ()
    place = text(entry.get("path", DEFAULT_PATHS.get(name, "")), child(path, "path"))
    if place and (not _PATH.match(place) or place.split(".")[0] in _KEPT):
        raise Wrong(child(path, "path"), f"“{place}” is no place in a persona that a field may fill")
    return Field(
        name=name,
        kind=kind,
        choices=choices,
        path=place,
        when=_conditions(entry.get("when"), child(path, "when")),
        never=_never(entry.get("never"), child(path, "never")),
        source=text(entry.get("source"), child(path, "source")),
    )


def _choices(
    entry: Mapping[str, object], word: str, path: str, kind: FieldKind, notes: list[str]
) -> tuple[FieldChoice, ...]:
    place = child(path, word)
    entries = members(entry[word], place)
    if not 1 <= len(entries) <= MOST_CHOICES:
        raise Wrong(place, f"must have from 1 to {MOST_CHOICES} values, not {len(entries)}")
    weights = {label: weight(number, child(place, label)) for label, number in entries.items()}
    if kind is FieldKind.SEVERAL:
        for label, number in weights.items():
            if number > 100:
                raise Wrong(child(place, label), f"must be from 0 to 100 %, not {number:g}")
        shares = {label: number / 100 for label, number in weights.items()}
    elif word == "counts":
        if not sum(weights.values()):
            raise Wrong(place, "counts nobody")
        shares = scaled(weights)
    else:
        shares, note = whole(weights, place)
        notes.extend([note] if note else [])
    choice_texts = members(entry.get("texts", {}), child(path, "texts"), tuple(weights))
    return tuple(
        _choice(label, share, text(choice_texts.get(label), child(child(path, "texts"), label)), place, kind)
        for label, share in shares.items()
    )


def _choice(label: str, share: float, sentence: str, place: str, kind: FieldKind) -> FieldChoice:
    if kind is not FieldKind.AGE:
        return FieldChoice(label=label, share=share, text=sentence)
    years = band(label)
    if years is None:
        raise Wrong(child(place, label), "is no band of ages, such as 18-24 or 65+")
    return FieldChoice(label=label, share=share, text=sentence, first=years[0], last=years[1])


def _conditions(value: object, path: str) -> tuple[Condition, ...]:
    if value is None:
        return ()
    return tuple(
        _condition(name, condition, child(path, name)) for name, condition in members(value, path).items()
    )


def _condition(field: str, value: object, path: str) -> Condition:
    if field != AGE:
        return Condition(field=field, values=texts(value, path))
    limits = members(value, path, ("from", "to"))
    return Condition(
        field=AGE,
        first=whole_number(limits.get("from", 0), child(path, "from"), 0, 200),
        last=whole_number(limits.get("to", 200), child(path, "to"), 0, 200),
    )


def _never(value: object, path: str) -> tuple[Never, ...]:
    rules: list[Never] = []
    for i, item in enumerate(items(value, path)):
        place = child(path, i)
        rule = members(item, place, ("values", "when"))
        when = _conditions(rule.get("when"), child(place, "when"))
        if not when:
            raise Wrong(child(place, "when"), "is missing: say of whom the values are not true")
        rules += [Never(value=label, when=when) for label in texts(rule.get("values"), child(place, "values"))]
    return tuple(rules)


def _with_shares(field: Field, table: Table) -> Field:
    """A field without a margin of its own takes that of the first table it stands in."""
    if field.choices:
        return field
    at = table.fields.index(field.name)
    sums: dict[str, float] = {}
    for labels, number in table.cells:
        sums[labels[at]] = sums.get(labels[at], 0.0) + number
    choices = tuple(FieldChoice(label=label, share=share) for label, share in scaled(sums).items())
    return field.model_copy(update={"choices": choices})


def _check_conditions(fields: Sequence[Field]) -> None:
    """Every condition looks at a field and values that are there, every rule at a value of its own field."""
    by_name = {field.name: field for field in fields}
    for field in fields:
        path = child("fields", field.name)
        for condition in field.when:
            _check_condition(condition, child(path, "when"), field, by_name)
        for rule in field.never:
            if rule.value not in field.labels:
                raise Wrong(child(path, "never"), f"{field.name} has no value “{rule.value}”")
            for condition in rule.when:
                _check_condition(condition, child(path, "never"), field, by_name)


def _check_condition(condition: Condition, path: str, field: Field, by_name: Mapping[str, Field]) -> None:
    other_field = by_name.get(condition.field)
    if other_field is None or other_field is field:
        raise Wrong(child(path, condition.field), "is not another field of the population")
    for label in condition.values:
        if label not in other_field.labels:
            raise Wrong(child(path, condition.field), f"{other_field.name} has no value “{label}”")


def _languages_by(value: object, by_name: Mapping[str, Field]) -> FrozenDict[Mapping[str, tuple[str, ...]]]:
    if value is None:
        return FrozenDict()
    entries = members(value, "languages_by", tuple(by_name))
    languages = dict[str, Mapping[str, tuple[str, ...]]]()
    for field, entry in entries.items():
        place = child("languages_by", field)
        spoken = members(entry, place, by_name[field].labels)
        languages[field] = FrozenDict({label: texts(told, child(place, label)) for label, told in spoken.items()})
    return FrozenDict(languages)


def _naming(value: object, culture: str, by_name: Mapping[str, Field]) -> Naming:
    if value is None or isinstance(value, str):
        return Naming(otherwise=text(value, "names") or culture)
    entry = members(value, "names", ("by", "of", "otherwise"))
    by = text(entry.get("by"), "names.by")
    if by not in by_name:
        raise Wrong("names.by", f"“{by}” is not a field of the population")
    of = members(entry.get("of"), "names.of", by_name[by].labels)
    return Naming(
        by=by,
        of=FrozenDict({label: texts(names, child("names.of", label)) for label, names in of.items()}),
        otherwise=text(entry.get("otherwise"), "names.otherwise") or culture,
    )
