"""Reading populations: ours and TinyTroupe's, what is noted on the way, and errors that name the place."""

import copy
import json
from pathlib import Path

import pytest
from pydantic import JsonValue

from tests.unit.population_files import OURS, THEIRS
from troupe.core.errors import BadInput, NotFound
from troupe.people.library.library import export_yaml
from troupe.people.persona.persona import Persona
from troupe.people.population.files.population_loading import load_population, parse_population, read_population
from troupe.people.population.spec.age_bands import band
from troupe.people.population.spec.population_spec import Condition, FieldKind

WORK_BY_AGE = "work: joined to age by an estimate of ours, since no table says how"


def changed(path: str, value: JsonValue) -> JsonValue:
    """OURS with another value at a path; list places are numbers."""
    document: JsonValue = copy.deepcopy(OURS)
    inner = document
    *steps, last = path.split(".")
    for step in steps:
        inner = inner[int(step)] if isinstance(inner, list) else inner[step]  # pyright: ignore[reportIndexIssue, reportCallIssue, reportArgumentType, reportOptionalSubscript, reportUnknownVariableType]
    assert isinstance(inner, dict)
    inner[last] = value
    return document


def test_our_form_is_read() -> None:
    town = parse_population(OURS, "town.yaml")
    assert [field.name for field in town.fields][:3] == ["age", "gender", "education"]
    assert town.field("age").kind is FieldKind.AGE
    assert (town.field("age").choice("65+").first, town.field("age").choice("65+").last) == (65, 99)
    assert town.field("education").path == "education"
    assert town.field("education").when == (Condition(field="age", first=18),)
    assert town.field("interests").kind is FieldKind.SEVERAL
    assert town.naming.otherwise == "germany"
    assert town.notes == (WORK_BY_AGE,)


def test_yaml_and_json_are_the_same(tmp_path: Path) -> None:
    (tmp_path / "town.json").write_text(json.dumps(OURS))
    yaml = export_yaml(Persona.model_validate({"name": "x", **OURS})).replace("name: x\n", "", 1)
    (tmp_path / "town.yaml").write_text(yaml, encoding="utf-8")
    assert load_population(tmp_path / "town.yaml") == load_population(str(tmp_path / "town.json"))


WRONG: list[tuple[str, JsonValue, str, str]] = [
    ("fields.gender.margin", {"female": 51, "male": 39}, "fields.gender.margin", "add up to 90 %"),
    ("fields.gender.margin", {"female": "many"}, "fields.gender.margin.female", "must be a number"),
    ("fields.gender.margin", {"female": -1}, "fields.gender.margin.female", "zero or more"),
    ("fields.gender.margins", {}, "fields.gender.margins", "did you mean margin?"),
    ("fields.gender.counts", {"a": 1}, "fields.gender.counts", "stands beside margin"),
    ("fields.age.bands", {"young": 100}, "fields.age.bands.young", "no band of ages"),
    ("fields.age", {"margin": {"18+": 100}}, "fields.age", "must have them"),
    ("fields.mood", {"bands": {"18+": 100}}, "fields.mood", "only the field age"),
    ("fields.mood", {}, "fields.mood", "neither margin"),
    ("fields.mood", {"margin": {"a": 100}, "path": "name"}, "fields.mood.path", "no place"),
    ("fields.interests.shares", {"chess": 140}, "fields.interests.shares.chess", "from 0 to 100 %"),
    ("fields.sector.when", {"wok": ["working"]}, "fields.sector.when.wok", "is not another field"),
    ("fields.sector.when", {"work": ["idle"]}, "fields.sector.when.work", "has no value “idle”"),
    ("fields.sector.when", {"age": {"since": 3}}, "fields.sector.when.age.since", "is not known here"),
    ("fields.work.never", [{"values": ["x"], "when": {"age": {}}}], "fields.work.never", "no value “x”"),
    ("fields.work.never", [{"values": ["student"]}], "fields.work.never[0].when", "is missing"),
    ("tables.0.cells", {"0-17": {"female": 100, "mail": 0}}, "tables[0].cells.0-17.mail", "has no value"),
    ("tables.0.cells", {"0-17": {"female": 60, "male": 60}}, "tables[0].cells.0-17", "add up to 120 %"),
    ("tables.0.cells", {"0-17": {"female": 60, "male": 40}}, "tables[0].cells", "has nobody for age “18-39”"),
    ("tables.0.fields", ["age"], "tables[0].fields", "two or three"),
    ("tables.0.fields", ["age", "interests"], "tables[0].fields", "“interests” is not a field with one value"),
    ("tables.0.shares", "parts", "tables[0].shares", "must be rows, whole or counts"),
    ("fields", {}, "fields", "must be from 1 to 100"),
    ("minimum_age", "old", "minimum_age", "must be a whole number"),
    ("names", "atlantis", "names", "there are no names of “atlantis”"),
    ("names", {"by": "land"}, "names.by", "is not a field"),
    ("feilds", {}, "feilds", "did you mean fields?"),
]


@pytest.mark.parametrize(("path", "value", "field", "message"), WRONG)
def test_what_is_wrong_is_said_in_one_line_with_file_and_place(
    path: str, value: JsonValue, field: str, message: str
) -> None:
    with pytest.raises(BadInput) as error:
        parse_population(changed(path, value), "town.yaml")
    assert error.value.field == field
    assert str(error.value).startswith(f"town.yaml: {field}: ")
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_shares_that_are_rounded_are_scaled_with_a_note() -> None:
    town = parse_population(changed("fields.gender.margin", {"female": 51.3, "male": 49.2}), "town.yaml")
    assert sum(choice.share for choice in town.field("gender").choices) == pytest.approx(1)
    assert town.notes == (
        "fields.gender.margin: the shares add up to 100.5 %, and were scaled to 100 %",
        WORK_BY_AGE,
    )


def test_a_field_without_a_margin_takes_that_of_its_table() -> None:
    town = parse_population(changed("fields.gender", {}), "town.yaml")
    assert town.field("gender").choice("female").share == pytest.approx(
        0.2 * 0.49 + 0.3 * 0.49 + 0.3 * 0.5 + 0.2 * 0.58
    )


def test_tinytroupes_form_is_read() -> None:
    land = parse_population(THEIRS, "freedonia.json")
    names = [field.name for field in land.fields]
    assert names == [
        "age", "gender", "educational attainment", "household income", "geographic", "regions",
        "political affiliation", "religion", "occupations", "interests and hobbies", "bridge tolls",
        "public opinions",
    ]  # fmt: skip
    assert (land.country, land.naming.otherwise, land.minimum_age) == ("Mexico", "mexico", 0)
    assert [c.share for c in land.field("age").choices] == pytest.approx([0.25, 0.3, 0.33, 0.12])
    steps = {c.label: c.share for c in land.field("educational attainment").choices}
    assert steps == pytest.approx(
        {"Below high school": 0.2, "High School": 0.5, "Bachelor's Degree or Higher": 0.3}
    )
    assert land.field("religion").labels == ("Catholic", "Other", "Jewish", "Elsewhere: Other", "Unaffiliated")
    assert [c.share for c in land.field("occupations").choices] == pytest.approx([0.25, 0.75])
    assert land.field("political affiliation").choices[0].share == pytest.approx(0.4)
    assert land.field("interests and hobbies").kind is FieldKind.SEVERAL
    assert land.field("public opinions").choices[0].text == "Inflation is a very big problem."
    assert land.field("occupations").when == (Condition(field="age", first=16),)


def test_what_was_read_otherwise_than_it_stood_is_noted() -> None:
    notes = "\n".join(parse_population(THEIRS, "freedonia.json").notes)
    assert "employment status: no distribution (adds up to 65.9%), left out" in notes
    assert "political affiliation: read as one choice; the shares add up to 150.0%" in notes
    assert "“… or higher” was read as a ladder" in notes


@pytest.mark.parametrize("content", [{}, {"Demographics": {"Country": "X"}}, {"a": {"b": {"c": "10%"}}}])
def test_a_file_without_distributions_is_refused(content: JsonValue) -> None:
    with pytest.raises(BadInput, match="holds no distribution"):
        parse_population({"content": content}, "empty.json")


def test_strange_files_are_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"x\.yaml: must be an object, not a list"):
        read_population(b"- 1", "x.yaml")
    with pytest.raises(BadInput, match="is not JSON"):
        read_population(b"{", "x.json")
    with pytest.raises(BadInput, match=r"must end in \.json"):
        read_population(b"{}", "x.txt")
    with pytest.raises(NotFound, match="there is no such file"):
        load_population(tmp_path / "none.yaml")
    with pytest.raises(NotFound, match="there is no such population"):
        load_population("atlantis")


@pytest.mark.parametrize(
    ("label", "years"),
    [
        ("25-54", (25, 54)), ("25 – 54", (25, 54)), ("65+", (65, 99)), ("65 and over", (65, 99)),
        ("Under 15", (0, 14)), ("18 to 24 years", (18, 24)), ("80 or older", (80, 99)), ("9-3", None),
        ("old", None),
    ],
)  # fmt: skip
def test_bands_are_read_as_people_write_them(label: str, years: tuple[int, int] | None) -> None:
    assert band(label) == years
