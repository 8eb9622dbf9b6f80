"""The audit of a drawn set finds who cannot be, and the sets we draw hold hardly any."""

import json

import pytest
from pydantic import JsonValue

from tests.unit.population_files import THEIRS
from troupe.people.persona.persona import Persona
from troupe.people.population.audit.impossible_people import audit, impossible
from troupe.people.population.sampling.population_sample import sample

INCOMES = {"household income": ("little", "some", "much")}

PLANTED: dict[str, dict[str, JsonValue]] = {
    "retired by title, working by the table": {"work": "working", "title": "retired plumber", "age": 70},
    "out of work by title, working by the table": {"work": "working", "title": "cook, out of work", "age": 40},
    "working by title, retired by the table": {"work": "retired", "title": "plumber", "age": 70},
    "retired before fifty-three": {"work": "retired", "title": "retired cook", "age": 40},
    "at work before fifteen": {"work": "working", "title": "farm worker", "age": 14},
    "too young for the occupation": {"work": "working", "title": "judge", "age": 22, "education": "university"},
    "too old for the occupation": {"work": "working", "title": "firefighter", "age": 75},
    "without the schooling of the occupation": {"work": "working", "title": "family doctor", "age": 45, "education": "primary school"},  # noqa: E501
    "manual work with a degree": {"work": "working", "title": "roofer", "age": 45, "education": "university"},
    "a man in what only women do": {"work": "working", "title": "midwife", "age": 45, "gender": "man"},
    "a woman in what only men do": {"work": "working", "title": "taxi driver", "age": 45, "gender": "woman", "country": "India", "women": 1},  # noqa: E501
    "a degree before one can have it": {"work": "student", "title": "student", "age": 18, "education": "a degree"},
    "a senior post at twenty-four or less": {"work": "working", "title": "shop manager", "age": 24},
    "a student of fifty or more": {"work": "student", "title": "student", "age": 61},
    "a pupil by state at sixteen or less who keeps house": {"work": "homemaker", "title": "", "age": 16},
    "married before eighteen": {"marital status": "married", "age": 17},
    "divorced before twenty-five": {"marital status": "divorced", "age": 20},
    "widowed before thirty": {"marital status": "widowed", "age": 19},
    "a child with a profession": {"title": "carpenter", "age": 9},
    "a professional in the lowest band of income": {"work": "working", "title": "lawyer", "age": 45, "education": "university", "household income": "little", "marital status": "married"},  # noqa: E501
    "single by the table, with a husband or wife": {"marital status": "never married", "age": 40, "relation": "Your wife. You quarrel."},  # noqa: E501
    "a parent less than fifteen years older": {"age": 40, "relation": "Your mother, 52, a cook."},
    "a child less than fifteen years younger": {"age": 40, "relation": "Your son, 30. Wants a dog."},
    "something that has happened, still to come": {"age": 40, "fact": "At 44 you won a radio in a raffle."},
    "more years of something than they have lived": {"age": 40, "fact": "You were a cook for 52 years."},
    "somewhere before they came there": {"age": 40, "fact": "You moved to Kassel at 30. At 22 you got lost in Kassel.", "residence": "Kassel, Hesse, Germany"},  # noqa: E501
    "a town outside its region": {"age": 40, "residence": "Kassel, Saxony, Germany"},
    "at home in two countries": {"age": 40, "residence": "Lyon, France"},
    "moved to where they were": {"age": 40, "fact": "You moved from Kassel to Kassel at 30, for work."},
    "married before sixteen by the life": {"age": 40, "fact": "You were married at 14."},
    "a child of two ages": {"age": 40, "fact": "You have one child, Kim (9).", "relation": "Your son, 11."},
    "grandchildren without a grown child": {"age": 45, "fact": "You have one child, Ada (9). A grandson calls."},
    "at school though without schooling by the table": {"age": 40, "education": "no formal schooling", "fact": "You left school at 15."},  # noqa: E501
}  # fmt: skip


def person(facts: dict[str, JsonValue]) -> Persona:
    told = {key: value for key, value in facts.items() if key in ("work", "marital status", "household income")}
    relations: list[JsonValue] = [{"name": "Kim", "description": facts["relation"]}] if "relation" in facts else []
    return Persona.model_validate(
        {
            "name": "Someone",
            "age": facts["age"],
            "other_facts": [facts["fact"]] if "fact" in facts else [],
            "residence": facts.get("residence", ""),
            "gender": facts.get("gender", ""),
            "education": facts.get("education", ""),
            "country_of_residence": facts.get("country", "Germany"),
            "occupation": {"title": facts.get("title", "")},
            "demographics": told,
            "relationships": relations,
        }
    )


@pytest.mark.parametrize("row", [row.name for row in impossible()])
def test_each_row_finds_whom_it_is_about(row: str) -> None:
    if row == "a woman in what only men do":
        assert next(each for each in impossible() if each.name == row).holds(
            {"gender": "female", "women": 0.5, "work": "working"}
        )
        return
    found = audit([person(PLANTED[row])], INCOMES)
    assert row in [each.row for each in found.rows]
    assert found.people == 1


def test_an_ordinary_person_breaks_no_row() -> None:
    found = audit([person({"age": 44, "work": "working", "title": "nurse", "gender": "woman"}), Persona(name="X")])
    assert found.people == 0
    assert found.rows == ()


@pytest.mark.parametrize(("name", "seed"), [("germany", 101), ("united-states", 102), ("india", 103)])
def test_hardly_anybody_drawn_is_impossible(name: str, seed: int) -> None:
    assert sample(name, 200, seed=seed).audit.people <= 1


def test_a_population_of_margins_alone_is_given_usual_ages() -> None:
    found = sample(THEIRS, 400, seed=5)
    assert found.audit.people <= 2
    assert all(margin.target == margin.achieved for margin in found.margins)
    assert any("estimate of ours" in note for note in found.plan.notes)


def test_the_audit_and_all_notes_are_in_the_json() -> None:
    document = json.loads(json.dumps(sample(THEIRS, 5, seed=5).as_json()))
    assert document["audit"]["asked"] == 5
    assert any("estimate of ours" in note for note in document["notes"])


def test_a_table_that_its_margins_bend_is_told_with_the_people_it_is_off_by() -> None:
    town: dict[str, JsonValue] = {
        "title": "Town",
        "country": "Germany",
        "fields": {"club": {"margin": {"in": 50, "out": 50}}, "choir": {"margin": {"sings": 50, "does not": 50}}},
        "tables": [
            {
                "fields": ["club", "choir"],
                "cells": {"in": {"sings": 40, "does not": 10}, "out": {"sings": 30, "does not": 20}},
            }
        ],
    }
    found = sample(town, 100, seed=1)
    assert all(margin.target == margin.achieved for margin in found.margins)
    (note,) = found.plan.notes
    assert note.startswith("club × choir: bent by the margins, which stand; furthest off is out, sings, 19 people")
    assert note.endswith("instead of 30")
