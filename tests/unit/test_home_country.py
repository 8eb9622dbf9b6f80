"""Where people live is read or asked for, never assumed in silence."""

import pytest
from pydantic import JsonValue

from troupe.core.errors import BadInput
from troupe.people.population.files.home_country import country_in
from troupe.people.population.sampling.population_sample import sample


def theirs(title: str) -> dict[str, JsonValue]:
    ages: JsonValue = {"0-17": "20%", "18-64": "60%", "65+": "20%"}
    return {"title": title, "content": {"Demographics": {"Age Distribution": ages}}}


@pytest.mark.parametrize(
    ("title", "country"),
    [
        ("China Population Information", "China"),
        ("The People of South Korea, 2024", "South Korea"),
        ("USA Population Information", "United States"),
        ("Join us", ""),
        ("Nigerian cooks", ""),
    ],
)
def test_a_title_names_a_country_by_whole_words(title: str, country: str) -> None:
    assert country_in(title).replace("USA", "United States") == country


def test_a_country_in_the_title_is_taken_and_told() -> None:
    found = sample(theirs("Norway Population Information"), 5)
    assert {person.country_of_residence for person in found.personas} == {"Norway"}
    assert any(note.startswith("country: Norway") for note in found.plan.notes)


def test_without_a_country_it_is_asked_for() -> None:
    with pytest.raises(BadInput, match="names no country") as error:
        sample(theirs("Some people"), 5)
    assert error.value.field == "country"
    assert sample(theirs("Some people"), 5, country="Japan").personas[0].country_of_residence == "Japan"


def test_a_country_without_names_of_its_own_is_told() -> None:
    found = sample(theirs("Some people"), 5, country="Atlantis")
    assert any("no names of Atlantis" in note for note in found.plan.notes)
